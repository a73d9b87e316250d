import type { Vendor } from '../vendor';
import { LENIENT, PENALTIES, STOP } from './shared-rules';

const OF_GROK = [...PENALTIES, STOP];

/**
 * https://docs.x.ai/docs/api-reference: from Grok 3 on the penalties are refused, and by reasoning models `stop` ("Model grok-4.6 does
 * not support parameter stop."); /docs/guides/reasoning: those before 4.3 but for 3 Mini refuse an effort, and so does Grok Build.
 */
export const XAI: Vendor = {
  name: 'xai',
  endpoint: 'https://api.x.ai/v1',
  credential: 'required',
  auth: 'bearer',
  // https://docs.x.ai/docs/api-reference
  passes: ['images/generations', 'images/edits', 'completions'],
  request: {
    ...LENIENT,
    // "Only messages of role 'user' can have a name.": https://github.com/BerriAI/litellm/issues/9720
    refusedInMessages: ['name'],
    takesFrom: 'user',
    generations: [
      { models: /^grok-2/, dropped: ['reasoning_effort'] },
      { models: /^grok-(?:3(?!-mini)|4.*non-reasoning)/, dropped: [...PENALTIES, 'reasoning_effort'] },
      { models: /multi-agent/, dropped: OF_GROK, efforts: { none: 'low', minimal: 'low', max: 'xhigh' } },
      {
        models: /^grok-(?:4(?![.-]\d)|4[.-](?:[012]|20)(?!\d)|code|build)/,
        dropped: [...OF_GROK, 'reasoning_effort'],
      },
      {
        models: /^grok-3-mini/,
        dropped: OF_GROK,
        efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'high', max: 'high' },
      },
      // `none` is of 4.3 alone: https://docs.x.ai/docs/guides/reasoning, and `capabilities` of each model at /v1/models
      {
        models: /^grok-4[.-]3(?!\d)/,
        dropped: OF_GROK,
        efforts: { minimal: 'low', max: 'xhigh' },
      },
      { models: /^grok-/, dropped: OF_GROK, efforts: { none: 'low', minimal: 'low', max: 'xhigh' } },
    ],
  },
};
