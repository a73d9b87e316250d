import type { Vendor } from '../vendor';
import { ANSWER_FIELDS, CACHE_OPTIONS, LENIENT, OUR_FIELDS } from './shared-rules';

/**
 * https://docs.fireworks.ai/tools-sdks/openai-compatibility: what its schema does not have is a 400 ("Extra inputs are not permitted,
 * field: 'messages[8].reasoning'"), cache marks and `prompt_cache_retention` too (https://github.com/earendil-works/pi/issues/4514, /7676);
 * reasoning comes back as `reasoning_content`.
 */
export const FIREWORKS: Vendor = {
  name: 'fireworks',
  endpoint: 'https://api.fireworks.ai/inference/v1',
  credential: 'required',
  auth: 'bearer',
  instructionsFirst: true,
  // https://docs.fireworks.ai/api-reference
  passes: ['completions', 'rerank'],
  request: {
    ...LENIENT,
    dropped: CACHE_OPTIONS,
    closedSchema: true,
    droppedFromMessages: [...OUR_FIELDS, 'reasoning', ...ANSWER_FIELDS],
    refusesCacheMarks: true,
  },
};
