/** Begins every key. The hash tag puts all of them into one slot of a cluster, because one decision spans several. */
export const KEY_PREFIX = 'llm-proxy:{bucket}';
