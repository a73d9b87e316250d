/** Recorded answers of each provider, and what an OpenAI caller has to have of them, read off the recordings by hand. */
import type { ProviderName, Recording } from './provider-replays';

/** What a caller has of an answer. */
interface ExpectedAnswer {
  readonly text: string | RegExp;
  readonly reasoning?: string | RegExp;
  /** Names and arguments of the tool calls, in their order. */
  readonly calls?: readonly (readonly [name: string, args: object])[];
  readonly finish: string;
  /** `[prompt, completion, total, reasoning]` */
  readonly tokens: readonly [number, number, number, number];
  readonly model: string;
}

/** A recorded answer and what has to become of it. */
export interface AnswerCase {
  readonly what: string;
  readonly from: ProviderName;
  readonly recording: Recording;
  readonly whole?: ExpectedAnswer;
  readonly stream: ExpectedAnswer;
}

const both = (name: string): Recording => ({ stream: name, whole: name });
const SAN_FRANCISCO = [['weather', { location: 'San Francisco' }]] as const;
const NANO = 'gpt-4.1-nano-2025-04-14';
const CLAUDE = 'claude-sonnet-4-5-20250929';
const GEMINI = 'gemini-3-pro-preview';
const BEDROCK = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
const stop = { finish: 'stop' } as const;
const called = { text: '', finish: 'tool_calls' } as const;
const weather = { ...called, calls: SAN_FRANCISCO } as const;
const claude = { text: '925 ÷ 5 = 185', model: CLAUDE, ...stop } as const;
const deepseek = { model: 'deepseek-reasoner', ...stop } as const;

const GEMINI_TEXT: Omit<AnswerCase, 'from'> = {
  what: 'a text',
  recording: both('google/google-text'),
  whole: {
    text: /^There are \*\*3\*\* r's.*rr\*\*y\.$/s,
    tokens: [9, 272, 281, 244],
    model: GEMINI,
    ...stop,
  },
  stream: {
    text: /^There are \*\*3\*\* "r"s.*rr\*\*y$/s,
    tokens: [9, 208, 217, 185],
    model: GEMINI,
    ...stop,
  },
};
const BEDROCK_TEXT: Omit<AnswerCase, 'from'> = {
  what: 'a text',
  recording: both('bedrock/amazon-bedrock-text'),
  whole: { text: /^Let me count.*"strawberry\."$/s, tokens: [22, 57, 79, 0], model: BEDROCK, ...stop },
  stream: { text: /^Let me count.*"strawberry\."$/s, tokens: [22, 55, 77, 0], model: BEDROCK, ...stop },
};

export const ANSWERS: readonly AnswerCase[] = [
  {
    what: 'a text',
    from: 'openai',
    recording: both('openai/openai-text'),
    whole: { text: /^\*\*Holiday Name:\*\* Galaxy Day/, tokens: [16, 363, 379, 0], model: NANO, ...stop },
    stream: { text: /^\*\*Holiday Name:\*\* Harmony Day/, tokens: [16, 300, 316, 0], model: NANO, ...stop },
  },
  {
    what: 'a tool call',
    from: 'openai',
    recording: both('openai-compatible/xai-tool-call'),
    whole: {
      ...weather,
      reasoning: /^First, the user is asking.*<\/function_call>$/s,
      // xAI counts reasoning beside the completion; it leaves as part of it.
      tokens: [307, 281, 588, 255],
      model: 'grok-3-mini',
    },
    stream: {
      ...weather,
      reasoning: /^First, the user is asking.*logical next step\.$/s,
      tokens: [307, 253, 560, 227],
      model: 'grok-3-mini',
    },
  },
  {
    what: 'a text behind its reasoning',
    from: 'openai',
    recording: both('deepseek/deepseek-reasoning'),
    whole: {
      text: /^The word "strawberry" contains three instances.*before the "y"\.$/s,
      reasoning: /^We are asked: .*So answer is 3\.$/s,
      tokens: [18, 345, 363, 315],
      ...deepseek,
    },
    stream: {
      text: 'The word "strawberry" contains three "r"s.',
      reasoning: /^We need to count .*the answer is 3\.$/s,
      tokens: [18, 219, 237, 205],
      ...deepseek,
    },
  },
  {
    what: 'a text, its filter results in front',
    from: 'azure',
    recording: { stream: 'openai/azure-model-router.1', whole: 'openai/openai-text' },
    whole: { text: /^\*\*Holiday Name:\*\* Galaxy Day/, tokens: [16, 363, 379, 0], model: NANO, ...stop },
    stream: {
      text: 'Capital of Denmark.',
      tokens: [15, 78, 93, 64],
      model: 'gpt-5-nano-2025-08-07',
      ...stop,
    },
  },
  {
    what: 'a text',
    from: 'anthropic',
    recording: both('anthropic/anthropic-text'),
    whole: {
      text: /^Hello! I'm doing well, thanks.*with\?$/s,
      tokens: [12, 29, 41, 0],
      model: CLAUDE,
      ...stop,
    },
    stream: {
      text: /^Hello! I'm doing well, thank you.*with\?$/s,
      tokens: [12, 30, 42, 0],
      model: CLAUDE,
      ...stop,
    },
  },
  {
    what: 'a tool call without arguments behind a text',
    from: 'anthropic',
    recording: both('anthropic/anthropic-tool-no-args'),
    whole: {
      text: /^<thinking>.*update the current issue list:$/s,
      calls: [['updateIssueList', {}]],
      finish: 'tool_calls',
      tokens: [602, 93, 695, 0],
      model: 'claude-3-opus-20240229',
    },
    stream: {
      text: "I'll update the issue list for you.",
      calls: [['updateIssueList', {}]],
      finish: 'tool_calls',
      tokens: [565, 48, 613, 0],
      model: CLAUDE,
    },
  },
  {
    what: 'a text behind its reasoning',
    from: 'anthropic',
    recording: both('anthropic/anthropic-clear-thinking.1'),
    whole: {
      ...claude,
      reasoning: '925 divided by 5 = 185',
      tokens: [69, 33, 102, 0],
    },
    stream: {
      ...claude,
      reasoning: 'The previous result was 925. Now I need to divide that by 5.\n\n925 ÷ 5 = 185',
      tokens: [69, 53, 122, 0],
    },
  },
  { from: 'gemini', ...GEMINI_TEXT },
  { from: 'vertex', ...GEMINI_TEXT },
  {
    what: 'a tool call',
    from: 'gemini',
    recording: both('google/google-tool-call'),
    whole: { ...weather, tokens: [29, 908, 937, 893], model: GEMINI },
    stream: { ...weather, tokens: [29, 60, 89, 45], model: GEMINI },
  },
  {
    what: 'parallel tool calls in pieces behind reasoning',
    from: 'vertex',
    recording: { stream: 'google/google-stream-no-args-tool-call' },
    stream: {
      ...called,
      reasoning: /^\*\*Processing User Requests\*\*.*in parallel as instructed\.\s+$/s,
      calls: [
        ['read_theme', {}],
        ['read_screen', { id: 'A' }],
        ['read_screen', { id: 'B' }],
        ['read_screen', { id: 'C' }],
      ],
      tokens: [249, 241, 490, 183],
      model: 'gemini-3-flash-preview',
    },
  },
  { from: 'bedrock', ...BEDROCK_TEXT },
  { from: 'bedrock-signed', ...BEDROCK_TEXT },
  {
    what: 'a tool call',
    from: 'bedrock',
    recording: both('bedrock/amazon-bedrock-tool-call.1'),
    whole: { ...called, calls: [['bash', { command: 'ls -l' }]], tokens: [10, 20, 30, 0], model: BEDROCK },
    stream: {
      ...called,
      calls: [['test-tool', { value: 'Sparkle Day' }]],
      tokens: [125, 45, 170, 0],
      model: BEDROCK,
    },
  },
  {
    what: 'parallel tool calls between texts',
    from: 'bedrock',
    recording: {
      stream: 'bedrock/amazon-bedrock-json-tool-text-then-weather-then-json.1',
      whole: 'bedrock/amazon-bedrock-json-with-tools.1',
    },
    whole: {
      text: 'Calling multiple tools.Finally the JSON response.',
      calls: [
        ['tool-a', { param: 'a' }],
        ['tool-b', { param: 'b' }],
        ['json', { final: 'result' }],
      ],
      finish: 'tool_calls',
      tokens: [28, 62, 90, 0],
      model: BEDROCK,
    },
    stream: {
      text: '2 + 2 equals 4. Now let me check the weather for you.',
      calls: [...SAN_FRANCISCO, ['weather', { location: 'London' }]],
      finish: 'tool_calls',
      tokens: [500, 100, 600, 0],
      model: BEDROCK,
    },
  },
  {
    what: 'a text behind its reasoning',
    from: 'bedrock-signed',
    recording: both('bedrock/amazon-bedrock-reasoning'),
    whole: {
      text: /^There are \*\*3\*\* r's/,
      reasoning: /^Let me count.*There are 3 r's\.$/s,
      tokens: [51, 78, 129, 0],
      model: BEDROCK,
      ...stop,
    },
    stream: {
      text: /^There are \*\*3\*\* r's/,
      reasoning: /^Let me count.*So there are 3 r's\.$/s,
      tokens: [51, 94, 145, 0],
      model: BEDROCK,
      ...stop,
    },
  },
];
