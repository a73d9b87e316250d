import {
  eventsOf,
  messageOf,
  recordedMessages,
  recordedStreams,
} from '../../../test/support/providers/anthropic-recordings';
import type { Json } from '../../../test/support/providers/anthropic-recordings';
import { mapped } from '../../../test/support/providers/anthropic-request';
import { readWhole } from '../../../test/support/providers/anthropic-stream';
import { describeWithRecordings } from '../../../test/support/providers/recordings';
import { CustomInput } from '../canonical/custom-tool';
import { readUsage } from './usage';

/** The message of the completion that a caller gets. */
function answered(message: Json): Json {
  return readWhole(message).message;
}

/** The assistant's turn of the next request, which has the answer as the caller got it. */
function sentBack(message: Json): Json[] {
  const tools = ((message['tool_calls'] as Json[] | undefined) ?? []).map(({ id }) => ({
    role: 'tool',
    tool_call_id: id,
    content: 'done',
  }));
  const messages = [
    { role: 'user', content: 'Go.' },
    message,
    ...tools,
    { role: 'user', content: 'And now?' },
  ];
  const turns = mapped({ messages })['messages'] as { role: string; content: Json[] }[];
  return turns.find(({ role }) => role === 'assistant')?.content ?? [];
}

/** Blocks without what says nothing: blank texts (refused when sent), direct callers, borders between plain texts. */
function plain(blocks: readonly Json[]): Json[] {
  const result: Json[] = [];
  for (const { caller, ...block } of blocks) {
    const last = result.at(-1);
    const isText = (entry: Json | undefined): boolean =>
      entry?.['type'] === 'text' && entry['citations'] === undefined;
    if (block['type'] === 'text' && String(block['text']).trim() === '') continue;
    if (last !== undefined && isText(last) && isText(block))
      last['text'] = `${String(last['text'])}${String(block['text'])}`;
    else
      result.push({
        ...block,
        ...((caller as Json | undefined)?.['type'] === 'direct' || !caller ? {} : { caller }),
      });
  }
  return result;
}

const all = [
  ...recordedMessages(),
  ...recordedStreams()
    .filter(({ name }) => !name.startsWith('spliced'))
    .map(({ name, recorded }) => ({ name: `${name} (stream)`, recorded: messageOf(recorded) })),
];

describeWithRecordings('every recorded message of the Messages API', () => {
  it.each(all)('$name: text, calls, finish and usage are the provider’s', ({ recorded }) => {
    const { message, finishReason } = readWhole(recorded);
    const blocks = recorded['content'] as Json[];
    expect(message['content'] ?? '').toBe(
      blocks
        .filter(({ type }) => type === 'text')
        .map(({ text }) => text)
        .join(''),
    );
    const calls = (message['tool_calls'] ?? []) as {
      id: string;
      function: { name: string; arguments: string };
    }[];
    expect(
      calls.map(({ id, function: { name, arguments: args } }) => ({
        id,
        name,
        input: JSON.parse(args) as unknown,
      })),
    ).toEqual(
      blocks.filter(({ type }) => type === 'tool_use').map(({ id, name, input }) => ({ id, name, input })),
    );
    const finish = {
      end_turn: 'stop',
      tool_use: 'tool_calls',
      refusal: 'content_filter',
      max_tokens: 'length',
    };
    expect(finishReason).toBe(finish[recorded['stop_reason'] as keyof typeof finish]);
    const usage = readUsage(recorded['usage']);
    expect(usage?.promptTokens).toBeGreaterThanOrEqual(
      (recorded['usage'] as { input_tokens: number }).input_tokens,
    );
  });

  it.each(all)(
    '$name: an answer that is sent back is what the model wrote, block by block',
    ({ recorded }) => {
      const answer = answered(recorded);
      // Why it refused is told beside the blocks, and is kept as what the assistant said.
      const { refusal } = answer;
      const refused = typeof refusal === 'string' ? [{ type: 'text', text: refusal }] : [];
      expect(plain(sentBack(answer))).toEqual(plain([...(recorded['content'] as Json[]), ...refused]));
    },
  );

  it.each(all)(
    '$name: without the fields that carry it the request holds no thinking and no blocks of the provider’s tools',
    ({ recorded }) => {
      const { provider_fields: _fields, thinking_blocks: _thinking, ...message } = answered(recorded);
      expect(sentBack(message).filter(({ type }) => type !== 'text' && type !== 'tool_use')).toEqual([]);
    },
  );

  it.each(recordedMessages())('$name: the same as a stream says the same', ({ recorded }) => {
    const again = messageOf(eventsOf(recorded));
    expect(readWhole(again)).toEqual(readWhole(recorded));
  });
});

describe('MessagesAnswerReader', () => {
  const message = (content: readonly Json[], stopReason: string): Json => ({
    type: 'message',
    id: 'msg_1',
    model: 'claude-x',
    content,
    stop_reason: stopReason,
  });

  it.each([
    ['model_context_window_exceeded', 'length'],
    ['pause_turn', 'stop'],
    ['compaction', 'stop'],
    ['stop_sequence', 'stop'],
    ['refusal', 'content_filter'],
  ])('tells %s as %s, and its own name in provider_fields', (stopReason, finish) => {
    const { message: answer, finishReason } = readWhole(message([{ type: 'text', text: 'x' }], stopReason));
    expect(finishReason).toBe(finish);
    expect(answer['provider_fields']).toEqual({ anthropic: { stop_reason: stopReason } });
  });

  it('gives the input of the answer tool as the content', () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'json_response', input: { a: 1 } };
    const answer = readWhole(message([{ type: 'text', text: 'Here:' }, call], 'tool_use'), 'json_response');
    expect(answer).toMatchObject({ message: { content: '{"a":1}' }, finishReason: 'stop' });
    expect(answer.message).not.toHaveProperty('tool_calls');
  });

  it('keeps the caller’s text where it was changed, behind the thinking that the answer began with', () => {
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'sig' };
    const server = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
    const blocks = [thinking, server, { type: 'text', text: 'One.' }];
    const changed = { ...answered(message(blocks, 'end_turn')), content: 'Another.' };
    expect(sentBack(changed)).toEqual([thinking, { type: 'text', text: 'Another.' }]);
  });

  it('takes thinking back from thinking_blocks alone, and not without a signature', () => {
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'sig' };
    const redacted = { type: 'redacted_thinking', data: 'b3BhcXVl' };
    const blocks = [thinking, redacted, { type: 'text', text: 'One.' }];
    const { provider_fields: _fields, ...kept } = answered(message(blocks, 'end_turn'));
    expect(kept).toMatchObject({ thinking_blocks: [thinking, redacted] });
    expect(sentBack(kept)).toEqual(blocks);
    const unsigned = answered(message([{ ...thinking, signature: '' }, ...blocks.slice(2)], 'end_turn'));
    expect(unsigned).toMatchObject({ reasoning_content: 'Hm.' });
    expect(sentBack(unsigned)).toEqual(blocks.slice(2));
  });

  it.each([
    ['nothing of a message', { type: 'message', stop_reason: 'end_turn' }],
    ['a message without a stop reason', { type: 'message', content: [], stop_reason: null }],
    ['a call without an id', message([{ type: 'tool_use', name: 'x', input: {} }], 'tool_use')],
  ])('refuses %s', (_what, body) => {
    expect(() => readWhole(body)).toThrow(
      expect.objectContaining({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' }),
    );
  });
});

describe('a call of a custom tool that was declared as a function', () => {
  const call = (input: unknown): Json => ({ type: 'tool_use', id: 'toolu_1', name: 'patch', input });
  const customTools = new Set(['patch']);
  const whole = (input: unknown): unknown =>
    readWhole(
      { type: 'message', id: 'msg_1', model: 'claude-x', content: [call(input)], stop_reason: 'tool_use' },
      undefined,
      customTools,
    ).message['tool_calls'];
  const custom = (input: string): unknown => [
    { id: 'toolu_1', type: 'custom', custom: { name: 'patch', input } },
  ];

  it('comes back with its text, whole', () => {
    expect(whole({ input: '*** "Begin"\nß😀' })).toEqual(custom('*** "Begin"\nß😀'));
  });

  it.each([
    ['nothing', {}, ''],
    ['other arguments', { patch: 1 }, '{"patch":1}'],
    ['no text', { input: 5 }, '{"input":5}'],
  ])('shows %s as it came', (_what, input, text) => {
    expect(whole(input)).toEqual(custom(text));
  });

  it('comes in pieces as its arguments do, wherever they are cut', () => {
    const text = '*** "Begin"\n\\ß\u0001 😀 \ud83d.';
    const json = JSON.stringify({ input: text }).replace('😀', '\\ud83d\\ude00');
    for (let size = 1; size <= json.length; size++) {
      const input = new CustomInput();
      let seen = '';
      for (let at = 0; at < json.length; at += size) seen += input.take(json.slice(at, at + size));
      expect(seen + input.end()).toBe(text);
    }
  });
});

describe('readUsage', () => {
  it('counts what was read from the cache and written to it as part of the prompt', () => {
    expect(
      readUsage({
        input_tokens: 10,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 20,
        output_tokens: 7,
      }),
    ).toEqual({
      promptTokens: 130,
      completionTokens: 7,
      cachedTokens: 100,
      cacheWriteTokens: 20,
      reasoningTokens: 0,
      estimated: false,
    });
  });

  it('adds what a compaction used, and keeps what other models used apart', () => {
    const iterations = [
      { type: 'compaction', input_tokens: 600, output_tokens: 50 },
      { type: 'message', input_tokens: 6, output_tokens: 5 },
      { type: 'advisor_message', model: 'other', input_tokens: 9_000, output_tokens: 900 },
    ];
    expect(
      readUsage({
        input_tokens: 6,
        output_tokens: 5,
        output_tokens_details: { thinking_tokens: 3 },
        iterations,
      }),
    ).toMatchObject({
      ...{ promptTokens: 606, completionTokens: 55, reasoningTokens: 3 },
      others: [{ model: 'other', usage: { promptTokens: 9_000, completionTokens: 900 } }],
    });
  });

  it('is undefined where there are no figures', () => {
    expect([readUsage(undefined), readUsage({}), readUsage('5')]).toEqual([undefined, undefined, undefined]);
  });
});
