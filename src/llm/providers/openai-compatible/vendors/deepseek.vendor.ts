import type { Generation, Vendor } from '../vendor';
import { NOT_THINKING, OLD_TOKEN_LIMIT, OUR_FIELDS } from './shared-rules';

/**
 * From V4 on DeepSeek's models think unasked: "Thinking mode does not support this tool_choice", "The `reasoning_content` in the thinking
 * mode must be passed back to the API.", which is meant of every answer where the request has tools. Sources: https://api-docs.deepseek.com/guides/thinking_mode,
 * https://github.com/deepseek-ai/DeepSeek-V3/issues/1376
 */
const DEEPSEEK_GENERATIONS: readonly Generation[] = [
  { models: /^deepseek-(?!chat|coder)/, thinkingOff: NOT_THINKING.none, wantsReasoning: 'tools' },
];

/**
 * https://api-docs.deepseek.com: reasoning_content has to come back while a thinking model calls tools;
 * /guides/json_mode: `json_object` alone.
 */
export const DEEPSEEK: Vendor = {
  name: 'deepseek',
  endpoint: 'https://api.deepseek.com/v1',
  credential: 'required',
  auth: 'bearer',
  request: {
    // Of a message that has a refusal alone: "Invalid assistant message: content or tool_calls must be set".
    droppedFromMessages: [...OUR_FIELDS, 'refusal'],
    renamed: OLD_TOKEN_LIMIT,
    noDeveloperRole: true,
    noJsonSchema: true,
    functionsAlone: true,
    // https://github.com/run-llama/LlamaIndexTS/issues/2165
    resultsNeedCalls: true,
    // "messages[9]: invalid type: sequence, expected a string", "messages[46]: missing field `content`":
    // https://github.com/QwenLM/qwen-code/pull/2320, https://github.com/routatic/proxy/issues/45
    textContent: 'all',
    // /guides/thinking_mode: an effort switches thinking on.
    effortFields: NOT_THINKING,
    generations: DEEPSEEK_GENERATIONS,
    // https://api-docs.deepseek.com/guides/chat_prefix_completion: at the beta address alone.
    prefill: { message: { prefix: true }, path: '/beta/chat/completions' },
  },
};
