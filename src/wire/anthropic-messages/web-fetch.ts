/** Claude's tool that reads pages, for those who asked for another provider's. */
export const FETCH_TOOL = { type: 'web_fetch_20250910', name: 'web_fetch' } as const;
/** The beta that opens it. */
export const FETCH_BETA = 'web-fetch-2025-09-10';
