import type { Generation, Vendor } from '../vendor';
import { NOT_THINKING, OUR_FIELDS, PENALTIES } from './shared-rules';

/**
 * Kimi's reasoning models have sampling that nobody can set, and refuse every other value. They think unasked: "thinking is enabled but
 * reasoning_content is missing in assistant tool call message at index 2", "tool_choice 'specified' is incompatible with thinking enabled".
 * Only K2.5 and K2.6 can leave it.
 * Sources: https://platform.kimi.ai/docs/api/chat, https://platform.kimi.ai/docs/guide/use-kimi-k2-thinking-model,
 * https://github.com/can1357/oh-my-pi/issues/1077
 */
const OF_KIMI = ['temperature', 'top_p', ...PENALTIES];

const KIMI_GENERATIONS: readonly Generation[] = [
  {
    models: /^kimi-k(?:[3-9]|\d{2,})/,
    dropped: OF_KIMI,
    efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'max' },
    wantsReasoning: 'calls',
  },
  {
    models: /^kimi-k2\.[56]/,
    dropped: [...OF_KIMI, 'reasoning_effort'],
    effortFields: NOT_THINKING,
    thinkingOff: NOT_THINKING.none,
    wantsReasoning: 'calls',
  },
  { models: /^kimi-k2\.[7-9]/, dropped: [...OF_KIMI, 'reasoning_effort'], wantsReasoning: 'calls' },
  { models: /^kimi-k2-thinking/, wantsReasoning: 'calls' },
];

/** https://platform.moonshot.ai/docs/api/chat: thinking models want their reasoning_content back. */
export const MOONSHOTAI: Vendor = {
  name: 'moonshotai',
  endpoint: 'https://api.moonshot.ai/v1',
  credential: 'required',
  auth: 'bearer',
  request: {
    droppedFromMessages: OUR_FIELDS,
    noDeveloperRole: true,
    functionsAlone: true,
    // https://github.com/BerriAI/litellm/blob/main/litellm/llms/moonshot/chat/transformation.py ("does not support content in list format")
    textContent: 'all',
    generations: KIMI_GENERATIONS,
  },
};
