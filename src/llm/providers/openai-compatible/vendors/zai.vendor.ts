import type { Generation, Vendor } from '../vendor';
import { NOT_THINKING, OLD_TOKEN_LIMIT, OUR_FIELDS } from './shared-rules';

/**
 * From 4.6 on: without it a call comes in one piece when it is written, after a silence that takes longer than callers wait.
 * Source: https://docs.z.ai/guides/tools/stream-tool
 */
const CALLS_STREAMED = { callsStreamed: { tool_stream: true } };

/**
 * From 5.3 on GLM always thinks, in three efforts, and takes every other for the greatest.
 * Sources: https://openrouter.ai/z-ai/glm-5.3/api, https://docs.together.ai/docs/glm-5.3-quickstart
 */
const GLM_GENERATIONS: readonly Generation[] = [
  {
    models: /^glm-(?:5\.[3-9]|[6-9]|\d{2,})/,
    efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'max' },
    ...CALLS_STREAMED,
  },
  { models: /^glm-(?:4\.[6-9]|5)/, effortFields: NOT_THINKING, ...CALLS_STREAMED },
  { models: /./, effortFields: NOT_THINKING },
];

/** https://docs.z.ai/api-reference/llm/chat-completion: `sensitive` is the filter's finish reason, `network_error` a failure. */
export const ZAI: Vendor = {
  name: 'zai',
  endpoint: 'https://api.z.ai/api/paas/v4',
  credential: 'required',
  auth: 'bearer',
  request: {
    droppedFromMessages: OUR_FIELDS,
    renamed: OLD_TOKEN_LIMIT,
    noDeveloperRole: true,
    functionsAlone: true,
    // https://docs.z.ai/guides/capabilities/struct-output: `json_object` alone
    noJsonSchema: true,
    // https://github.com/OpenHands/software-agent-sdk/pull/1448 (GLM among the models that it tells of)
    textContent: 'results',
    generations: GLM_GENERATIONS,
  },
};
