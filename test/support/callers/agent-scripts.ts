/** What a scripted model says to an agent that has a task, in the wire of each provider. */
import { json } from '../upstream/answer-scripts';
import { MESSAGE } from '../upstream/anthropic-upstream';
import { eventBytes, eventStream } from '../providers/bedrock-event-stream';
import { completion } from '../upstream/completion-bodies';
import type { AnswerScript } from '../upstream/exchange';
import type { ReplayedName } from '../providers/provider-replays';
import { stream } from '../upstream/stream-scripts';

/** One turn of the model. */
export interface AgentTurn {
  readonly thinking: string;
  /** What has to come back with the thinking, or with the call. */
  readonly signature: string;
  readonly text: string;
  readonly call?: { readonly id: string; readonly name: string; readonly input: object };
}

/** The providers that are played here. */
export type AgentProvider = Extract<
  ReplayedName,
  'openai' | 'anthropic' | 'gemini' | 'responses' | 'bedrock' | 'bedrock-nova'
>;

/** A turn as a provider streams it. */
type Said = (turn: AgentTurn) => AnswerScript;

const chat: Said = ({ thinking, text, call }) => {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-4.1-nano',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const opened = call && {
    index: 0,
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: '' },
  };
  const pieces = call === undefined ? [] : Array.from(JSON.stringify(call.input));
  return stream(
    [
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: thinking }),
      chunk({ content: text }),
      ...(opened === undefined ? [] : [chunk({ tool_calls: [opened] })]),
      // One character each: what is put together wrongly shows.
      ...pieces.map((piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
      chunk({}, call === undefined ? 'stop' : 'tool_calls'),
      { ...chunk({}), choices: [], usage: { prompt_tokens: 900, completion_tokens: 40, total_tokens: 940 } },
    ].map((one) => ({ ...one })),
  );
};

const messages: Said = ({ thinking, signature, text, call }) => {
  const frame = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const block = (index: number, start: object, deltas: readonly object[]): string[] => [
    frame('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => frame('content_block_delta', { index, delta })),
    frame('content_block_stop', { index }),
  ];
  const usage = { input_tokens: 900, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
  };
  const input = { type: 'input_json_delta', partial_json: JSON.stringify(call?.input) };
  return stream(
    [
      frame('message_start', {
        message: {
          ...message,
          stop_reason: null,
          stop_sequence: null,
          usage: { ...usage, output_tokens: 1 },
        },
      }),
      ...block(0, { type: 'thinking', thinking: '', signature: '' }, [
        { type: 'thinking_delta', thinking },
        { type: 'signature_delta', signature },
      ]),
      ...block(1, { type: 'text', text: '' }, [{ type: 'text_delta', text }]),
      ...(call === undefined
        ? []
        : block(2, { type: 'tool_use', id: call.id, name: call.name, input: {} }, [input])),
      frame('message_delta', {
        delta: { stop_reason: call === undefined ? 'end_turn' : 'tool_use', stop_sequence: null },
        usage: { ...usage, output_tokens: 40 },
      }),
      frame('message_stop', {}),
    ],
    { ending: 'end' },
  );
};

const gemini: Said = ({ thinking, signature, text, call }) => {
  const parts = [
    [{ text: thinking, thought: true }],
    [{ text }],
    ...(call === undefined
      ? []
      : [[{ functionCall: { name: call.name, args: call.input }, thoughtSignature: signature }]]),
  ];
  const frames = parts.map((some, index) => ({
    candidates: [
      {
        content: { role: 'model', parts: some },
        index: 0,
        ...(index === parts.length - 1 ? { finishReason: 'STOP' } : {}),
      },
    ],
    usageMetadata: {
      promptTokenCount: 900,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 10,
      totalTokenCount: 940,
    },
    modelVersion: 'gemini-3-pro-preview',
    responseId: 'r1',
  }));
  return stream(frames, { ending: 'end' });
};

/** Where the provider speaks Responses; Codex's patch is a custom tool there, whose input is a text. */
const responses: Said = ({ thinking, signature, text, call }) => {
  const reasoning = {
    id: 'rs_1',
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: thinking }],
    encrypted_content: signature,
  };
  const message = {
    id: 'msg_1',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  };
  const { input } = { input: undefined, ...call?.input };
  const made = { id: 'fc_1', call_id: call?.id, name: call?.name, status: 'completed' };
  const asText = call?.name === 'apply_patch' && typeof input === 'string';
  const called = asText
    ? { ...made, type: 'custom_tool_call', input }
    : { ...made, type: 'function_call', arguments: JSON.stringify(call?.input) };
  const output = [reasoning, message, ...(call === undefined ? [] : [called])];
  const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-5-nano', output: [] };
  const usage = {
    input_tokens: 900,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 40,
    output_tokens_details: { reasoning_tokens: 10 },
    total_tokens: 940,
  };
  const events: readonly ResponseEvent[] = [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    ...output.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item },
      ...(item === message ? messageEvents(text, output_index) : []),
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: { ...response, status: 'completed', output, usage } },
  ];
  return stream(
    events.map(
      (event, sequence_number) =>
        `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`,
    ),
    { ending: 'end' },
  );
};

/** An event of a Responses stream. */
interface ResponseEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

function messageEvents(text: string, output_index: number): readonly ResponseEvent[] {
  const place = { item_id: 'msg_1', output_index, content_index: 0 };
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  return [
    { type: 'response.content_part.added', ...place, part },
    { type: 'response.output_text.delta', ...place, delta: text, logprobs: [] },
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: { ...part, text } },
  ];
}

const converse: Said = ({ thinking, signature, text, call }) => {
  const delta = (contentBlockIndex: number, said: object): object => ({
    contentBlockDelta: { contentBlockIndex, delta: said },
  });
  const stop = (contentBlockIndex: number): object => ({ contentBlockStop: { contentBlockIndex } });
  const toolUse = call && { toolUseId: call.id, name: call.name };
  return eventStream(
    [
      { messageStart: { role: 'assistant' } },
      delta(0, { reasoningContent: { text: thinking } }),
      delta(0, { reasoningContent: { signature } }),
      stop(0),
      delta(1, { text }),
      stop(1),
      ...(call === undefined
        ? []
        : [
            { contentBlockStart: { contentBlockIndex: 2, start: { toolUse } } },
            delta(2, { toolUse: { input: JSON.stringify(call.input) } }),
            stop(2),
          ]),
      { messageStop: { stopReason: call === undefined ? 'end_turn' : 'tool_use' } },
      {
        metadata: {
          usage: { inputTokens: 900, outputTokens: 40, totalTokens: 940 },
          metrics: { latencyMs: 1 },
        },
      },
    ].map((event) => eventBytes({ ...event })),
  );
};

function wholeConverse(text: string): object {
  return {
    output: { message: { role: 'assistant', content: [{ text }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 900, outputTokens: 40, totalTokens: 940 },
    metrics: { latencyMs: 1 },
  };
}

/** A turn without a call, whole: what agents ask beside their task. */
const WHOLE: Readonly<Record<AgentProvider, (text: string) => object>> = {
  openai: (text) => completion(text),
  anthropic: (text) => ({ ...MESSAGE, content: [{ type: 'text', text }], stop_reason: 'end_turn' }),
  gemini: (text) => ({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 900, candidatesTokenCount: 40, totalTokenCount: 940 },
  }),
  responses: (text) => ({
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: 'gpt-5-nano',
    output: [
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: { input_tokens: 900, output_tokens: 40, total_tokens: 940 },
  }),
  bedrock: wholeConverse,
  'bedrock-nova': wholeConverse,
};

const SAID: Readonly<Record<AgentProvider, Said>> = {
  openai: chat,
  anthropic: messages,
  gemini,
  responses,
  bedrock: converse,
  'bedrock-nova': converse,
};

/** How a tool's result is written in a request. */
const RESULT: Readonly<Record<AgentProvider, string>> = {
  openai: '"role":"tool"',
  anthropic: '"type":"tool_result"',
  gemini: '"functionResponse":',
  responses: '_call_output"',
  bedrock: '"toolResult":',
  'bedrock-nova': '"toolResult":',
};

/**
 * A model that has a tool called and, with the tool's result, says that it is done. Side questions (titles, summaries),
 * which offer no tools, get a text at once.
 */
export function agentScript(provider: AgentProvider, first: AgentTurn, last: AgentTurn): AnswerScript {
  return (exchange) => {
    const { request } = exchange;
    const text = request.body.toString('utf8');
    if (!request.stream && !/[sS]tream/.test(request.url)) return json(WHOLE[provider](last.text))(exchange);
    const begins = text.includes(`"${first.call?.name ?? ''}"`) && !text.includes(RESULT[provider]);
    return SAID[provider](begins ? first : last)(exchange);
  };
}
