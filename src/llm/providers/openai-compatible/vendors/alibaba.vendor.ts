import type { Generation, Vendor } from '../vendor';
import { OUR_FIELDS } from './shared-rules';

/**
 * Qwen's models that think where they are not told not to: "The tool_choice parameter does not support being set to required or object
 * in thinking mode". Source: https://www.alibabacloud.com/help/en/model-studio/qwen-function-calling
 */
const ALIBABA_GENERATIONS: readonly Generation[] = [
  {
    models: /^qwen(?:3|-plus|-flash|-turbo)(?!.*-(?:instruct|thinking|coder))/,
    thinkingOff: { enable_thinking: false },
  },
];

/** https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope */
export const ALIBABA: Vendor = {
  name: 'alibaba',
  endpoint: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  credential: 'required',
  auth: 'bearer',
  request: {
    droppedFromMessages: OUR_FIELDS,
    noDeveloperRole: true,
    functionsAlone: true,
    // 'The "function.arguments" parameter of the code model must be in JSON format': https://github.com/HKUDS/nanobot/issues/1487
    parsesArguments: true,
    // https://www.alibabacloud.com/help/en/model-studio/deep-thinking
    effortFields: { none: { enable_thinking: false } },
    generations: ALIBABA_GENERATIONS,
    // https://www.alibabacloud.com/help/en/model-studio/context-cache
    cacheMarks: true,
    // https://github.com/philschmid/mcp-openai-gemini-llama-example/pull/5
    resultsNeedCalls: true,
  },
};
