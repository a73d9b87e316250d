/** One conversation in the words of each door: how it is asked, and what is heard of an answer. */
import type { SaidCall } from '../providers/scripted-wires';

/** A turn of a conversation. */
export type AskedTurn =
  | { readonly user: string; readonly image?: string; readonly document?: string }
  /** An answer as the door gave it. */
  | { readonly echo: unknown }
  | {
      readonly results: readonly {
        readonly call: SaidCall;
        readonly text: string;
        readonly image?: string;
      }[];
    };

/** What is asked. */
export interface AskedOfDoor {
  readonly turns: readonly AskedTurn[];
  /** Names of functions. */
  readonly tools?: readonly string[];
  /** The schema of the functions' arguments; one with a `city` where it is left out. */
  readonly parameters?: object;
  /** A schema of the answer. */
  readonly schema?: object;
}

/** What was heard of an answer. */
export interface Heard {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly SaidCall[];
  readonly ended: 'stop' | 'length' | 'filtered' | 'tools' | undefined;
  readonly usage: {
    readonly input: number;
    readonly cached: number;
    readonly output: number;
    readonly reasoning: number;
  };
  /** The turn that a client sends back; of a stream as its parts come, nothing put together that need not be. */
  readonly echo?: unknown;
}

/** What was heard of a stream. */
export interface HeardStream extends Heard {
  /** Whether it has its own end, and no error. */
  readonly whole: boolean;
  /** Whether it says that it failed. */
  readonly failed: boolean;
}

/** A door as its clients know it. */
export interface DoorClient {
  readonly name: string;
  path(model: string, stream: boolean): string;
  body(asked: AskedOfDoor, model: string, stream: boolean): object;
  read(answer: unknown): Heard;
  /** @throws Error for a frame that is not one */
  readStream(text: string): HeardStream;
  /** Whether an error has the door's form. */
  isError(answer: unknown): boolean;
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (value ?? {}) as Fields;
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const joined = (parts: readonly unknown[]): string => parts.map(text).join('');

interface Frame {
  readonly event: string;
  readonly data: Fields;
  readonly done: boolean;
}

/** @throws Error where what is between two empty lines is no event of the door */
function framesIn(stream: string): Frame[] {
  const frames = stream.replaceAll('\r\n', '\n').split('\n\n');
  if (frames.pop() !== '') throw new Error(`the stream ends inside a frame: ${stream.slice(-200)}`);
  return frames
    .filter((frame) => !frame.startsWith(':'))
    .map((frame) => {
      const lines = frame.split('\n');
      const data = lines
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice('data: '.length));
      const event = lines.find((line) => line.startsWith('event: '))?.slice('event: '.length) ?? '';
      if (data.length !== 1) throw new Error(`not one line of data: ${frame}`);
      const [json = ''] = data;
      return { event, data: json === '[DONE]' ? {} : (JSON.parse(json) as Fields), done: json === '[DONE]' };
    });
}

const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } } };
const PNG = 'image/png';
const PDF = 'application/pdf';

const CHAT_ENDS = {
  stop: 'stop',
  length: 'length',
  content_filter: 'filtered',
  tool_calls: 'tools',
} as const;
const chatCalls = (calls: unknown): SaidCall[] =>
  list(calls).map((call) => {
    const { name, arguments: args } = fields(call['function']);
    return { id: text(call['id']), name: text(name), arguments: text(args) };
  });
const chatUsage = (usage: unknown): Heard['usage'] => {
  const { prompt_tokens, completion_tokens, prompt_tokens_details, completion_tokens_details } =
    fields(usage);
  return {
    input: count(prompt_tokens),
    output: count(completion_tokens),
    cached: count(fields(prompt_tokens_details)['cached_tokens']),
    reasoning: count(fields(completion_tokens_details)['reasoning_tokens']),
  };
};
const chatEnd = (reason: unknown): Heard['ended'] => CHAT_ENDS[reason as keyof typeof CHAT_ENDS];
const chatMessages = ({ turns }: AskedOfDoor): object[] =>
  turns.flatMap((turn): object[] => {
    if ('echo' in turn) return [turn.echo as object];
    if ('results' in turn) {
      return turn.results.map(({ call, text: said, image }) => ({
        role: 'tool',
        tool_call_id: call.id,
        content:
          image === undefined
            ? said
            : [
                { type: 'text', text: said },
                { type: 'image_url', image_url: { url: `data:${PNG};base64,${image}` } },
              ],
      }));
    }
    const { user, image, document } = turn;
    if (image === undefined && document === undefined) return [{ role: 'user', content: user }];
    const file = { filename: 'a.pdf', file_data: `data:${PDF};base64,${document ?? ''}` };
    return [
      {
        role: 'user',
        content: [
          { type: 'text', text: user },
          ...(image === undefined
            ? []
            : [{ type: 'image_url', image_url: { url: `data:${PNG};base64,${image}` } }]),
          ...(document === undefined ? [] : [{ type: 'file', file }]),
        ],
      },
    ];
  });
const chatBody = (asked: AskedOfDoor): Fields => ({
  messages: chatMessages(asked),
  ...(asked.tools && {
    tools: asked.tools.map((name) => ({
      type: 'function',
      function: { name, parameters: asked.parameters ?? PARAMETERS },
    })),
  }),
  ...(asked.schema && {
    response_format: { type: 'json_schema', json_schema: { name: 'city', schema: asked.schema } },
  }),
});

function chatRead(answer: unknown): Heard {
  const { choices, usage } = fields(answer);
  const { message, finish_reason: reason } = fields(list(choices)[0]);
  const { content, reasoning_content: reasoning, tool_calls: calls } = fields(message);
  return {
    text: text(content),
    reasoning: text(reasoning),
    calls: chatCalls(calls),
    ended: chatEnd(reason),
    usage: chatUsage(usage),
    echo: message,
  };
}

function chatReadStream(stream: string): HeardStream {
  const frames = framesIn(stream);
  const deltas = frames.flatMap(({ data }) => list(data['choices']));
  const calls: { id: string; name: string; arguments: string }[] = [];
  for (const { delta } of deltas) {
    for (const { index, id, function: called } of list(fields(delta)['tool_calls'])) {
      const call = (calls[count(index)] ??= { id: '', name: '', arguments: '' });
      call.id += text(id);
      call.name += text(fields(called)['name']);
      call.arguments += text(fields(called)['arguments']);
    }
  }
  return {
    text: joined(deltas.map(({ delta }) => fields(delta)['content'])),
    reasoning: joined(deltas.map(({ delta }) => fields(delta)['reasoning_content'])),
    calls,
    ended: chatEnd(
      deltas.map((choice) => choice['finish_reason']).findLast((reason) => typeof reason === 'string'),
    ),
    usage: chatUsage(
      frames.map(({ data }) => data['usage']).findLast((usage) => usage !== undefined && usage !== null),
    ),
    echo: chatEcho(deltas.map(({ delta }) => fields(delta))),
    whole: frames.at(-1)?.done === true && !frames.some(({ data }) => 'error' in data),
    failed: 'error' in (frames.at(-1)?.data ?? {}),
  };
}

/** A message as a client puts it together that knows LiteLLM's and Google's fields. */
function chatEcho(deltas: readonly Fields[]): object {
  const calls: Record<string, unknown>[] = [];
  for (const piece of deltas.flatMap(({ tool_calls: list_ }) => list(list_))) {
    const { index, function: called, ...rest } = piece;
    const call = (calls[count(index)] ??= { type: 'function', function: { name: '', arguments: '' } });
    const { name, arguments: args } = fields(call['function']);
    Object.assign(call, rest, {
      function: {
        name: text(name) + text(fields(called)['name']),
        arguments: text(args) + text(fields(called)['arguments']),
      },
    });
  }
  const blocks = deltas.flatMap(({ thinking_blocks: some }) => list(some));
  const said = joined(deltas.map(({ content }) => content));
  return {
    role: 'assistant',
    content: said === '' ? null : said,
    ...(blocks.length > 0 && { thinking_blocks: blocks }),
    ...deltas.findLast((delta) => 'provider_fields' in delta),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

const chat: DoorClient = {
  name: 'chat',
  path: () => '/v1/chat/completions',
  body: (asked, model, stream) => ({
    model,
    ...chatBody(asked),
    ...(stream && { stream, stream_options: { include_usage: true } }),
  }),
  read: chatRead,
  readStream: chatReadStream,
  isError: (answer) => typeof fields(fields(answer)['error'])['message'] === 'string',
};

const cursor: DoorClient = {
  ...chat,
  name: 'cursor',
  path: () => '/cursor/v1/chat/completions',
  body: (asked, model, stream) => ({
    ...(responses.body(asked, model, stream) as Fields),
    ...(stream && { stream_options: { include_usage: true } }),
  }),
  read: (answer) => {
    const heard = chatRead(answer);
    const items = heard.calls.map(({ id, name, arguments: args }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: args,
    }));
    return { ...heard, echo: items };
  },
};

const uniform: DoorClient = {
  ...chat,
  name: 'uniform',
  path: (_model, stream) => (stream ? '/llm/stream' : '/llm/chat'),
  body: (asked, model) => ({ model, ...chatBody(asked) }),
  read: (answer) => {
    const { message, finish_reason: reason, usage } = fields(answer);
    const { content, reasoning, tool_calls: calls } = fields(message);
    return {
      text: text(content),
      reasoning: text(reasoning),
      calls: chatCalls(calls),
      ended: chatEnd(reason),
      usage: chatUsage(usage),
      echo: message,
    };
  },
  readStream: (stream) => {
    const frames = framesIn(stream);
    const told = (name: string): Fields[] =>
      frames.flatMap(({ event, data }) => (event === name ? [data] : []));
    const [message] = told('message');
    const [end] = told('end');
    return {
      text: text(message?.['content']),
      reasoning: joined(told('reasoning').map(({ token }) => token)),
      calls: chatCalls(message?.['tool_calls']),
      ended: chatEnd(end?.['finish_reason']),
      usage: chatUsage(end?.['usage']),
      whole: frames.at(-1)?.event === 'end',
      failed: frames.at(-1)?.event === 'error',
    };
  },
};

const CLAUDE_ENDS = {
  end_turn: 'stop',
  max_tokens: 'length',
  refusal: 'filtered',
  tool_use: 'tools',
} as const;
const claudeEnd = (reason: unknown): Heard['ended'] => CLAUDE_ENDS[reason as keyof typeof CLAUDE_ENDS];
const claudeUsage = (usage: unknown): Heard['usage'] => {
  const {
    input_tokens,
    cache_read_input_tokens,
    cache_creation_input_tokens,
    output_tokens,
    output_tokens_details,
  } = fields(usage);
  return {
    input: count(input_tokens) + count(cache_read_input_tokens) + count(cache_creation_input_tokens),
    cached: count(cache_read_input_tokens),
    output: count(output_tokens),
    reasoning: count(fields(output_tokens_details)['thinking_tokens']),
  };
};
const claudeHeard = (blocks: readonly Fields[], reason: unknown, usage: unknown): Heard => ({
  text: joined(blocks.filter(({ type }) => type === 'text').map((block) => block['text'])),
  reasoning: joined(blocks.map(({ thinking }) => thinking)),
  calls: blocks
    .filter(({ type }) => type === 'tool_use')
    .map(({ id, name, input }) => ({ id: text(id), name: text(name), arguments: JSON.stringify(input) })),
  ended: claudeEnd(reason),
  usage: claudeUsage(usage),
});
const base64 = (media_type: string, encoded: string): object => ({
  type: 'base64',
  media_type,
  data: encoded,
});

const messages: DoorClient = {
  name: 'messages',
  path: () => '/v1/messages',
  body: ({ turns, tools, parameters = PARAMETERS, schema }, model, stream) => ({
    model,
    max_tokens: 1_000,
    stream,
    messages: turns.map((turn) => {
      if ('echo' in turn) return { role: 'assistant', content: turn.echo };
      if ('results' in turn) {
        return {
          role: 'user',
          content: turn.results.map(({ call, text: said, image }) => ({
            type: 'tool_result',
            tool_use_id: call.id,
            content: [
              { type: 'text', text: said },
              ...(image === undefined ? [] : [{ type: 'image', source: base64(PNG, image) }]),
            ],
          })),
        };
      }
      return {
        role: 'user',
        content: [
          { type: 'text', text: turn.user },
          ...(turn.image === undefined ? [] : [{ type: 'image', source: base64(PNG, turn.image) }]),
          ...(turn.document === undefined ? [] : [{ type: 'document', source: base64(PDF, turn.document) }]),
        ],
      };
    }),
    ...(tools && { tools: tools.map((name) => ({ name, input_schema: parameters })) }),
    ...(schema && { output_config: { format: { type: 'json_schema', schema } } }),
  }),
  read: (answer) => {
    const { content, stop_reason: reason, usage } = fields(answer);
    return { ...claudeHeard(list(content), reason, usage), echo: content };
  },
  readStream: (stream) => {
    const frames = framesIn(stream);
    const blocks: Record<string, unknown>[] = [];
    let open: number | undefined;
    for (const { event, data } of frames) {
      if (event !== data['type']) throw new Error(`${event} is not ${text(data['type'])}`);
      const index = count(data['index']);
      if (event === 'content_block_start') {
        if (open !== undefined) throw new Error('two blocks are open');
        open = index;
        blocks[index] = { ...fields(data['content_block']), partial: '' };
      }
      const block = blocks[index];
      if (event === 'content_block_stop') {
        open = undefined;
        const partial = text(block?.['partial']);
        if (block?.['type'] === 'tool_use')
          block['input'] = partial === '' ? {} : (JSON.parse(partial) as object);
      }
      if (event !== 'content_block_delta' || block === undefined) continue;
      const { text: said, thinking, signature, partial_json: partial } = fields(data['delta']);
      if (signature !== undefined) block['signature'] = signature;
      if (said !== undefined) block['text'] = text(block['text']) + text(said);
      if (thinking !== undefined) block['thinking'] = text(block['thinking']) + text(thinking);
      if (partial !== undefined) block['partial'] = text(block['partial']) + text(partial);
    }
    const last = frames.find(({ event }) => event === 'message_delta')?.data;
    return {
      ...claudeHeard(blocks, fields(last?.['delta'])['stop_reason'], last?.['usage']),
      echo: blocks.map(({ partial: _partial, ...block }) => block),
      whole: frames.at(-1)?.event === 'message_stop',
      failed: frames.at(-1)?.event === 'error',
    };
  },
  isError: (answer) =>
    fields(answer)['type'] === 'error' && typeof fields(fields(answer)['error'])['type'] === 'string',
};

const responsesUsage = (usage: unknown): Heard['usage'] => {
  const { input_tokens, output_tokens, input_tokens_details, output_tokens_details } = fields(usage);
  return {
    input: count(input_tokens),
    output: count(output_tokens),
    cached: count(fields(input_tokens_details)['cached_tokens']),
    reasoning: count(fields(output_tokens_details)['reasoning_tokens']),
  };
};

const responses: DoorClient = {
  name: 'responses',
  path: () => '/v1/responses',
  body: ({ turns, tools, parameters = PARAMETERS, schema }, model, stream) => ({
    model,
    stream,
    store: false,
    include: ['reasoning.encrypted_content'],
    input: turns.flatMap((turn): readonly unknown[] => {
      if ('echo' in turn) return turn.echo as readonly unknown[];
      if ('results' in turn) {
        return turn.results.map(({ call, text: said, image }) => ({
          type: 'function_call_output',
          call_id: call.id,
          output:
            image === undefined
              ? said
              : [
                  { type: 'input_text', text: said },
                  { type: 'input_image', image_url: `data:${PNG};base64,${image}` },
                ],
        }));
      }
      const file = { filename: 'a.pdf', file_data: `data:${PDF};base64,${turn.document ?? ''}` };
      return [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: turn.user },
            ...(turn.image === undefined
              ? []
              : [{ type: 'input_image', image_url: `data:${PNG};base64,${turn.image}` }]),
            ...(turn.document === undefined ? [] : [{ type: 'input_file', ...file }]),
          ],
        },
      ];
    }),
    ...(tools && {
      tools: tools.map((name) => ({ type: 'function', name, parameters, strict: false })),
    }),
    ...(schema && { text: { format: { type: 'json_schema', name: 'city', schema } } }),
  }),
  read: (answer) => {
    const { output, status, incomplete_details: why, usage } = fields(answer);
    const items = list(output);
    const calls = items
      .filter(({ type }) => type === 'function_call')
      .map((item) => ({
        id: text(item['call_id']),
        name: text(item['name']),
        arguments: text(item['arguments']),
      }));
    const reason = fields(why)['reason'];
    const whole = calls.length > 0 ? 'tools' : 'stop';
    return {
      text: joined(
        items.flatMap(({ content }) => list(content)).map((part) => part['text'] ?? part['refusal']),
      ),
      reasoning: joined(items.flatMap(({ summary }) => list(summary)).map((part) => part['text'])),
      calls,
      ended: status === 'completed' ? whole : reason === 'max_output_tokens' ? 'length' : 'filtered',
      usage: responsesUsage(usage),
      echo: output,
    };
  },
  readStream: (stream) => {
    const frames = framesIn(stream);
    for (const [at, { event, data }] of frames.entries()) {
      if (event !== data['type']) throw new Error(`${event} is not ${text(data['type'])}`);
      if (data['sequence_number'] !== at) throw new Error(`${event} has not the number ${at}`);
    }
    const deltas = (type: string): string =>
      joined(frames.flatMap(({ event, data }) => (event === type ? [data['delta']] : [])));
    const last = frames.at(-1);
    const heard = responses.read(last?.data['response']);
    return {
      ...heard,
      text: deltas('response.output_text.delta') + deltas('response.refusal.delta'),
      reasoning: deltas('response.reasoning_summary_text.delta'),
      whole: last?.event === 'response.completed' || last?.event === 'response.incomplete',
      failed: last?.event === 'response.failed',
    };
  },
  isError: chat.isError,
};

const GEMINI_ENDS = { STOP: 'stop', MAX_TOKENS: 'length', SAFETY: 'filtered' } as const;
function geminiHeard(chunks: readonly unknown[]): Heard {
  const candidates = chunks.map((chunk) => fields(list(fields(chunk)['candidates'])[0]));
  const parts = candidates.flatMap(({ content }) => list(fields(content)['parts']));
  const calls = parts.flatMap(({ functionCall }) => {
    if (functionCall === undefined) return [];
    const { id, name, args } = fields(functionCall);
    return [{ id: text(id), name: text(name), arguments: JSON.stringify(args ?? {}) }];
  });
  const reason = candidates.map(({ finishReason }) => finishReason).findLast((one) => one !== undefined);
  const ended = GEMINI_ENDS[reason as keyof typeof GEMINI_ENDS];
  const usage = fields(
    chunks.map((chunk) => fields(chunk)['usageMetadata']).findLast((one) => one !== undefined),
  );
  return {
    text: joined(parts.filter(({ thought }) => thought !== true).map((part) => part['text'])),
    reasoning: joined(parts.filter(({ thought }) => thought === true).map((part) => part['text'])),
    calls,
    ended: ended === 'stop' && calls.length > 0 ? 'tools' : ended,
    usage: {
      input: count(usage['promptTokenCount']),
      cached: count(usage['cachedContentTokenCount']),
      output: count(usage['candidatesTokenCount']) + count(usage['thoughtsTokenCount']),
      reasoning: count(usage['thoughtsTokenCount']),
    },
    echo: candidates[0]?.['content'],
  };
}

const gemini: DoorClient = {
  name: 'gemini',
  path: (model, stream) =>
    `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: ({ turns, tools, parameters = PARAMETERS, schema }) => ({
    contents: turns.map((turn) => {
      if ('echo' in turn) return turn.echo;
      if ('results' in turn) {
        return {
          role: 'user',
          parts: turn.results.map(({ call, text: said, image }) => ({
            functionResponse: {
              id: call.id,
              name: call.name,
              response: { output: said },
              ...(image !== undefined && { parts: [{ inlineData: { mimeType: PNG, data: image } }] }),
            },
          })),
        };
      }
      return {
        role: 'user',
        parts: [
          { text: turn.user },
          ...(turn.image === undefined ? [] : [{ inlineData: { mimeType: PNG, data: turn.image } }]),
          ...(turn.document === undefined ? [] : [{ inlineData: { mimeType: PDF, data: turn.document } }]),
        ],
      };
    }),
    ...(tools && {
      tools: [{ functionDeclarations: tools.map((name) => ({ name, parametersJsonSchema: parameters })) }],
    }),
    ...(schema && { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } }),
  }),
  read: (answer) => geminiHeard([answer]),
  readStream: (stream) => {
    const events = stream.replace(/(^|\n\n)(\{"error":[^\n]*\n\n)$/, '$1data: $2');
    if (events === stream && stream.includes('data: {"error":')) throw new Error('an error is no event here');
    const frames = framesIn(events).map(({ data }) => data);
    const heard = geminiHeard(frames);
    const failed = 'error' in (frames.at(-1) ?? {});
    const parts = frames.flatMap(({ candidates }) =>
      list(candidates).flatMap(({ content }) => list(fields(content)['parts'])),
    );
    return {
      ...heard,
      echo: { role: 'model', parts },
      failed,
      whole: !failed && heard.ended !== undefined,
    };
  },
  isError: (answer) => {
    const { code, status, message } = fields(fields(answer)['error']);
    return typeof code === 'number' && typeof status === 'string' && typeof message === 'string';
  },
};

/** Every door at which a model answers. */
export const DOOR_CLIENTS: readonly DoorClient[] = [chat, messages, responses, gemini, uniform, cursor];
