/** One answer, said on each provider's wire: whole and as the bytes of a stream. */
import type { ReplayedName } from './provider-replays';
import { eventBytes, exceptionBytes } from './bedrock-event-stream';

/** A call of a tool, its arguments as JSON text. */
export interface SaidCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** What a model says. */
export interface Said {
  readonly reasoning?: string;
  readonly signature?: string;
  readonly text?: string;
  readonly calls?: readonly SaidCall[];
  /** `stop` where it is left out; with calls `tools`. */
  readonly ended?: 'stop' | 'length' | 'filtered';
}

/** Tokens of every answer: 100 in, of which 40 from the cache; 30 out, of which 10 for reasoning. */
export const TOKENS = { input: 100, cached: 40, output: 30, reasoning: 10 } as const;

/** What an upstream says of its failures: words that no caller of another wire may see. */
const SECRET_WORDS = 'Our machine db-7.internal.example is ill.';

const OPENAI_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'invalid_api_key',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
};
const CLAUDE_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};
const GOOGLE_STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};
const BEDROCK_TYPES: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'UnrecognizedClientException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
};

/** How a wire says an answer. */
export interface ScriptedWire {
  readonly name: ReplayedName;
  whole(said: Said): object;
  /** The bytes of a stream, in frames. Arguments come a character at a time. */
  frames(said: Said): readonly (string | Buffer)[];
  /** The body of an error of this status. */
  refusal(status: number): object;
  /** The frame by which a stream says that it failed, after so many others. */
  failure(frames: number): string | Buffer;
}

const endOf = ({ ended = 'stop', calls = [] }: Said): 'stop' | 'length' | 'filtered' | 'tools' =>
  ended === 'stop' && calls.length > 0 ? 'tools' : ended;
const pieces = (text: string): string[] => Array.from(text);
const data = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
const named = (event: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${event.type}\n${data(event)}`;

const CHAT_ENDS = {
  stop: 'stop',
  length: 'length',
  filtered: 'content_filter',
  tools: 'tool_calls',
} as const;
const CHAT_USAGE = {
  prompt_tokens: TOKENS.input,
  completion_tokens: TOKENS.output,
  total_tokens: TOKENS.input + TOKENS.output,
  prompt_tokens_details: { cached_tokens: TOKENS.cached },
  completion_tokens_details: { reasoning_tokens: TOKENS.reasoning },
};
const chatHead = { id: 'chatcmpl-1', created: 1, model: 'gpt' };

const chat: ScriptedWire = {
  name: 'openai',
  refusal: (status) => ({
    error: { message: SECRET_WORDS, type: OPENAI_TYPES[status] ?? 'server_error', code: null },
  }),
  failure: () => data({ error: { message: SECRET_WORDS, type: 'server_error', code: 'server_error' } }),
  whole: (said) => ({
    ...chatHead,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        finish_reason: CHAT_ENDS[endOf(said)],
        message: {
          role: 'assistant',
          content: said.text ?? null,
          ...(said.reasoning !== undefined && { reasoning_content: said.reasoning }),
          ...(said.calls && { tool_calls: said.calls.map(chatCall) }),
        },
      },
    ],
    usage: CHAT_USAGE,
  }),
  frames: (said) => {
    const chunk = (delta: object, reason: string | null = null): string =>
      data({
        ...chatHead,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, finish_reason: reason }],
      });
    const calls = said.calls ?? [];
    return [
      chunk({ role: 'assistant', content: '' }),
      ...(said.reasoning === undefined ? [] : [chunk({ reasoning_content: said.reasoning })]),
      ...(said.text === undefined ? [] : [chunk({ content: said.text })]),
      ...calls.map((call, index) =>
        chunk({ tool_calls: [{ index, ...chatCall({ ...call, arguments: '' }) }] }),
      ),
      ...calls.flatMap((call, index) =>
        pieces(call.arguments).map((piece) =>
          chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ),
      chunk({}, CHAT_ENDS[endOf(said)]),
      data({ ...chatHead, object: 'chat.completion.chunk', choices: [], usage: CHAT_USAGE }),
      'data: [DONE]\n\n',
    ];
  },
};

function chatCall({ id, name, arguments: args }: SaidCall): object {
  return { id, type: 'function', function: { name, arguments: args } };
}

const CLAUDE_ENDS = {
  stop: 'end_turn',
  length: 'max_tokens',
  filtered: 'refusal',
  tools: 'tool_use',
} as const;
const CLAUDE_USAGE = {
  input_tokens: TOKENS.input - TOKENS.cached,
  cache_read_input_tokens: TOKENS.cached,
  cache_creation_input_tokens: 0,
  output_tokens: TOKENS.output,
  output_tokens_details: { thinking_tokens: TOKENS.reasoning },
};
const claudeBlocks = ({
  reasoning,
  signature,
  text,
  calls = [],
}: Said): readonly Record<string, unknown>[] => [
  ...(reasoning === undefined
    ? []
    : [{ type: 'thinking', thinking: reasoning, signature: signature ?? 'c2ln' }]),
  ...(text === undefined ? [] : [{ type: 'text', text }]),
  ...calls.map(({ id, name, arguments: args }) => ({
    type: 'tool_use',
    id,
    name,
    input: JSON.parse(args) as object,
  })),
];

const claude: ScriptedWire = {
  name: 'anthropic',
  refusal: (status) => ({
    type: 'error',
    error: { type: CLAUDE_TYPES[status] ?? 'api_error', message: SECRET_WORDS },
  }),
  failure: () => named({ type: 'error', error: { type: 'overloaded_error', message: SECRET_WORDS } }),
  whole: (said) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: claudeBlocks(said),
    stop_reason: CLAUDE_ENDS[endOf(said)],
    stop_sequence: null,
    usage: CLAUDE_USAGE,
  }),
  frames: (said) => [
    named({
      type: 'message_start',
      message: {
        ...claude.whole({}),
        content: [],
        stop_reason: null,
        usage: { ...CLAUDE_USAGE, output_tokens: 1 },
      },
    }),
    ...claudeBlocks(said).flatMap((block, index) => {
      const [begun, deltas] = claudeDeltas(
        block,
        said.calls?.find(({ id }) => id === block['id']),
      );
      return [
        named({ type: 'content_block_start', index, content_block: begun }),
        ...deltas.map((delta) => named({ type: 'content_block_delta', index, delta })),
        named({ type: 'content_block_stop', index }),
      ];
    }),
    named({
      type: 'message_delta',
      delta: { stop_reason: CLAUDE_ENDS[endOf(said)], stop_sequence: null },
      usage: CLAUDE_USAGE,
    }),
    named({ type: 'message_stop' }),
  ],
};

function claudeDeltas(
  block: Record<string, unknown>,
  call: SaidCall | undefined,
): readonly [object, object[]] {
  if (block['type'] === 'text')
    return [{ type: 'text', text: '' }, [{ type: 'text_delta', text: block['text'] }]];
  if (block['type'] === 'thinking') {
    return [
      { type: 'thinking', thinking: '', signature: '' },
      [
        { type: 'thinking_delta', thinking: block['thinking'] },
        { type: 'signature_delta', signature: block['signature'] },
      ],
    ];
  }
  const partials = call?.arguments === '{}' ? [''] : pieces(call?.arguments ?? '');
  return [
    { ...block, input: {} },
    partials.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
  ];
}

const GEMINI_ENDS = { stop: 'STOP', length: 'MAX_TOKENS', filtered: 'SAFETY', tools: 'STOP' } as const;
const GEMINI_USAGE = {
  promptTokenCount: TOKENS.input,
  cachedContentTokenCount: TOKENS.cached,
  candidatesTokenCount: TOKENS.output - TOKENS.reasoning,
  thoughtsTokenCount: TOKENS.reasoning,
  totalTokenCount: TOKENS.input + TOKENS.output,
};
const geminiParts = ({ reasoning, signature, text, calls = [] }: Said): readonly object[] => [
  ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
  ...(text === undefined ? [] : [{ text }]),
  ...calls.map(({ id, name, arguments: args }, at) => ({
    functionCall: { id, name, args: JSON.parse(args) as object },
    ...(at === 0 && signature !== undefined && { thoughtSignature: signature }),
  })),
];
const geminiChunk = (parts: readonly object[], end?: string): object => ({
  candidates: [
    { index: 0, content: { role: 'model', parts }, ...(end !== undefined && { finishReason: end }) },
  ],
  usageMetadata: GEMINI_USAGE,
  modelVersion: 'gemini',
  responseId: 'r1',
});

const gemini: ScriptedWire = {
  name: 'gemini',
  refusal: (status) => ({
    error: { code: status, message: SECRET_WORDS, status: GOOGLE_STATUSES[status] ?? 'INTERNAL' },
  }),
  failure: () => data({ error: { code: 503, message: SECRET_WORDS, status: 'UNAVAILABLE' } }),
  whole: (said) => geminiChunk(geminiParts(said), GEMINI_ENDS[endOf(said)]),
  frames: (said) => [
    ...geminiParts(said).map((part) => data(geminiChunk([part]))),
    data(geminiChunk([], GEMINI_ENDS[endOf(said)])),
  ],
};

const CONVERSE_ENDS = {
  stop: 'end_turn',
  length: 'max_tokens',
  filtered: 'content_filtered',
  tools: 'tool_use',
} as const;
const CONVERSE_USAGE = {
  inputTokens: TOKENS.input - TOKENS.cached,
  cacheReadInputTokens: TOKENS.cached,
  outputTokens: TOKENS.output,
  totalTokens: TOKENS.input + TOKENS.output,
};

const converse: ScriptedWire = {
  name: 'bedrock-nova',
  refusal: (status) => ({
    message: SECRET_WORDS,
    __type: BEDROCK_TYPES[status] ?? 'InternalServerException',
  }),
  failure: () => exceptionBytes('modelStreamErrorException', SECRET_WORDS),
  whole: ({ reasoning, signature, text, calls = [], ...said }) => ({
    output: {
      message: {
        role: 'assistant',
        content: [
          ...(reasoning === undefined
            ? []
            : [{ reasoningContent: { reasoningText: { text: reasoning, signature } } }]),
          ...(text === undefined ? [] : [{ text }]),
          ...calls.map(({ id, name, arguments: args }) => ({
            toolUse: { toolUseId: id, name, input: JSON.parse(args) as object },
          })),
        ],
      },
    },
    stopReason: CONVERSE_ENDS[endOf({ calls, ...said })],
    usage: CONVERSE_USAGE,
    metrics: { latencyMs: 1 },
  }),
  frames: ({ reasoning, signature, text, calls = [], ...said }) => {
    const blocks: (readonly [object | undefined, readonly object[]])[] = [
      ...(reasoning === undefined
        ? []
        : [
            [
              undefined,
              [{ reasoningContent: { text: reasoning } }, { reasoningContent: { signature } }],
            ] as const,
          ]),
      ...(text === undefined ? [] : [[undefined, [{ text }]] as const]),
      ...calls.map(({ id, name, arguments: args }) => {
        const deltas = pieces(args).map((piece) => ({ toolUse: { input: piece } }));
        return [{ toolUse: { toolUseId: id, name } }, args === '{}' ? [] : deltas] as const;
      }),
    ];
    return [
      { messageStart: { role: 'assistant' } },
      ...blocks.flatMap(([start, deltas], contentBlockIndex) => [
        ...(start === undefined ? [] : [{ contentBlockStart: { contentBlockIndex, start } }]),
        ...deltas.map((delta) => ({ contentBlockDelta: { contentBlockIndex, delta } })),
        { contentBlockStop: { contentBlockIndex } },
      ]),
      { messageStop: { stopReason: CONVERSE_ENDS[endOf({ calls, ...said })] } },
      { metadata: { usage: CONVERSE_USAGE, metrics: { latencyMs: 1 } } },
    ].map(eventBytes);
  },
};

const RESPONSES_USAGE = {
  input_tokens: TOKENS.input,
  input_tokens_details: { cached_tokens: TOKENS.cached },
  output_tokens: TOKENS.output,
  output_tokens_details: { reasoning_tokens: TOKENS.reasoning },
  total_tokens: TOKENS.input + TOKENS.output,
};
const responseItems = ({
  reasoning,
  signature,
  text,
  calls = [],
}: Said): readonly Record<string, unknown>[] => [
  ...(reasoning === undefined
    ? []
    : [
        {
          id: 'rs_1',
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: reasoning }],
          ...(signature !== undefined && { encrypted_content: signature }),
        },
      ]),
  ...(text === undefined
    ? []
    : [
        {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
        },
      ]),
  ...calls.map(({ id, name, arguments: args }, at) => ({
    id: `fc_${at}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: args,
  })),
];

const responses: ScriptedWire = {
  name: 'responses',
  refusal: (status) => chat.refusal(status),
  failure: (sequence_number) =>
    named({
      type: 'error',
      code: 'server_error',
      message: SECRET_WORDS,
      param: null,
      sequence_number,
    }),
  whole: (said) => {
    const end = endOf(said);
    const reason = end === 'length' ? 'max_output_tokens' : end === 'filtered' ? 'content_filter' : undefined;
    return {
      id: 'resp_1',
      object: 'response',
      created_at: 1,
      model: 'gpt',
      status: reason === undefined ? 'completed' : 'incomplete',
      incomplete_details: reason === undefined ? null : { reason },
      error: null,
      output: responseItems(said),
      usage: RESPONSES_USAGE,
    };
  },
  frames: (said) => {
    let number = 0;
    const event = (type: string, fields: object): string =>
      named({ type, ...fields, sequence_number: number++ });
    const begun = { ...responses.whole({}), status: 'in_progress', output: [], usage: null };
    const whole = responses.whole(said) as { readonly status: string };
    return [
      event('response.created', { response: begun }),
      ...responseItems(said).flatMap((item, index) => {
        const place = { item_id: item['id'], output_index: index };
        const added = { ...item, status: 'in_progress', content: [], summary: [], arguments: '' };
        return [
          event('response.output_item.added', { output_index: index, item: added }),
          ...responseDeltas(item, place, event),
          event('response.output_item.done', { output_index: index, item }),
        ];
      }),
      event(`response.${whole.status}`, { response: whole }),
    ];
  },
};

function responseDeltas(
  item: Record<string, unknown>,
  place: object,
  event: (type: string, fields: object) => string,
): string[] {
  if (item['type'] === 'function_call') {
    const args = String(item['arguments']);
    return [
      ...pieces(args).map((delta) => event('response.function_call_arguments.delta', { ...place, delta })),
      event('response.function_call_arguments.done', { ...place, arguments: args, name: item['name'] }),
    ];
  }
  if (item['type'] === 'reasoning') {
    const [part] = item['summary'] as readonly { readonly text: string }[];
    const at = { ...place, summary_index: 0 };
    return [
      event('response.reasoning_summary_part.added', { ...at, part: { type: 'summary_text', text: '' } }),
      event('response.reasoning_summary_text.delta', { ...at, delta: part?.text }),
      event('response.reasoning_summary_text.done', { ...at, text: part?.text }),
      event('response.reasoning_summary_part.done', { ...at, part }),
    ];
  }
  const [part] = item['content'] as readonly { readonly text: string }[];
  const at = { ...place, content_index: 0 };
  return [
    event('response.content_part.added', { ...at, part: { ...part, text: '' } }),
    event('response.output_text.delta', { ...at, delta: part?.text, logprobs: [] }),
    event('response.output_text.done', { ...at, text: part?.text, logprobs: [] }),
    event('response.content_part.done', { ...at, part }),
  ];
}

/** Every wire of a provider. */
export const SCRIPTED_WIRES: readonly ScriptedWire[] = [chat, responses, claude, gemini, converse];
