import { PASSED_OPERATIONS } from '../../../passed-call';
import type { Vendor } from '../vendor';
import { OPENAI_GENERATIONS, PHASED_MODELS } from './openai-generations';
import { REASONING_FIELDS } from './shared-rules';

/** https://platform.openai.com/docs/api-reference */
const OF_OPENAI = PASSED_OPERATIONS.filter((operation) => operation !== 'rerank');

/** https://platform.openai.com/docs/api-reference/chat */
export const OPENAI: Vendor = {
  name: 'openai',
  endpoint: 'https://api.openai.com/v1',
  credential: 'required',
  auth: 'bearer',
  passes: OF_OPENAI,
  request: {
    droppedFromMessages: [...REASONING_FIELDS, 'images'],
    refusesCacheMarks: true,
    generations: OPENAI_GENERATIONS,
    phases: PHASED_MODELS,
    // https://github.com/miurla/morphic/issues/136
    resultsNeedCalls: true,
  },
};
