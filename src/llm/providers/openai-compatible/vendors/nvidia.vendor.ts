import type { Vendor } from '../vendor';
import { CACHE_FIELDS, LENIENT, OLD_TOKEN_LIMIT, OPENAI_ENDS } from './shared-rules';

/**
 * https://docs.api.nvidia.com/nim/reference/llm-apis: a closed schema for each model, "Validation: Unsupported parameter(s):
 * `prompt_cache_key`" (https://github.com/anomalyco/opencode/issues/49240). Dropped is what none of them has; the limit is `max_tokens`.
 */
export const NVIDIA: Vendor = {
  name: 'nvidia',
  endpoint: 'https://integrate.api.nvidia.com/v1',
  credential: 'required',
  auth: 'bearer',
  instructionsFirst: true,
  passes: ['completions'],
  request: {
    ...LENIENT,
    renamed: OLD_TOKEN_LIMIT,
    dropped: [...OPENAI_ENDS, ...CACHE_FIELDS, 'service_tier', 'prediction'],
    closedSchema: true,
    refusesCacheMarks: true,
  },
};
