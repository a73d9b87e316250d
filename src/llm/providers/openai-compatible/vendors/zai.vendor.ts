import type { Generation, Vendor } from '../vendor';
import { NOT_THINKING, OLD_TOKEN_LIMIT, OUR_FIELDS } from './shared-rules';

/**
 * From 5.3 on GLM always thinks, in three efforts, and takes every other for the greatest.
 * Sources: https://openrouter.ai/z-ai/glm-5.3/api, https://docs.together.ai/docs/glm-5.3-quickstart
 */
const GLM_GENERATIONS: readonly Generation[] = [
  {
    models: /^glm-(?:5\.[3-9]|[6-9]|\d{2,})/,
    efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'max' },
  },
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
    generations: GLM_GENERATIONS,
  },
  answer: { finishReasons: { sensitive: 'content_filter', model_context_window_exceeded: 'length' } },
};
