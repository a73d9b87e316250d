import type { Json } from '../../../test/support/providers/anthropic-recordings';
import { readEvents } from '../../../test/support/providers/anthropic-stream';

/** A message in as few events as there can be. */
function answer(...between: readonly Json[]): Json[] {
  return [
    {
      type: 'message_start',
      message: { id: 'msg_1', model: 'claude-x', content: [], usage: { input_tokens: 5 } },
    },
    ...between,
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ];
}

function textBlock(index: number, text: string): Json[] {
  return [
    { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index },
  ];
}

describe('MessageStream', () => {
  it('ignores pings, unknown events and unknown deltas', () => {
    const events = answer(
      { type: 'ping' },
      { type: 'something_new', index: 3 },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'sparkle_delta', text: 'no' } },
      { type: 'content_block_stop', index: 0 },
    );
    expect(readEvents(events)).toMatchObject({
      error: undefined,
      seen: { content: 'Hi', finishReason: 'stop' },
    });
  });

  it.each([
    [
      'overloaded_error',
      { code: 'PROVIDER_ERROR', upstreamStatus: 529, retryable: true, upstreamFailure: 'stream_error' },
    ],
    ['api_error', { code: 'PROVIDER_ERROR', upstreamStatus: 500, upstreamFailure: 'stream_error' }],
    ['rate_limit_error', { code: 'RATE_LIMIT' }],
    ['invalid_request_error', { code: 'INVALID_REQUEST' }],
    ['authentication_error', { code: 'PROVIDER_ERROR', upstreamFailure: 'credential' }],
  ])('fails with what came before it when an error event comes: %s', (type, expected) => {
    const begun = answer(...textBlock(0, 'Half')).slice(0, 3);
    const { error, seen, facts } = readEvents([
      ...begun,
      { type: 'error', error: { type, message: 'Overloaded' } },
    ]);
    expect(error).toMatchObject(expected);
    expect(seen).toMatchObject({ content: 'Half', finishReason: undefined });
    expect(facts.usage).toMatchObject({ promptTokens: 5, estimated: true });
  });

  it('gives {} as the arguments of a call without any', () => {
    const block = { type: 'tool_use', id: 'toolu_1', name: 'now', input: {} };
    const events = answer(
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_stop', index: 0 },
    );
    expect(readEvents(events).seen.toolCalls).toEqual([{ id: 'toolu_1', name: 'now', arguments: '{}' }]);
  });

  it('delivers the text that was held back for an answer tool which was not called', () => {
    const { seen } = readEvents(
      answer(...textBlock(0, 'I cannot '), ...textBlock(1, 'say.')),
      'json_response',
    );
    expect(seen).toMatchObject({ content: 'I cannot say.', finishReason: 'stop', providerFields: undefined });
  });

  it.each<[string, Json[]]>([
    [
      'a call without a name',
      [{ type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'x' } }],
    ],
    [
      'a delta of no block',
      [{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } }],
    ],
    ['a block without an end', [textBlock(0, 'x')[0]!]],
  ])('refuses %s', (_what, events) => {
    const { error, seen } = readEvents(answer(...events));
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' });
    expect(seen.finishReason).toBeUndefined();
  });

  it('does not take a stream without message_stop for whole, even with its stop reason', () => {
    const { error } = readEvents(answer(...textBlock(0, 'x')).slice(0, -1));
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'cut' });
  });

  it('takes a piece with another number for the only block that is open', () => {
    const [start, delta, stop] = textBlock(1, 'Now') as [Json, Json, Json];
    for (const end of [stop, { ...stop, index: 2 }]) {
      const events = answer(
        ...textBlock(0, 'Ran. '),
        start,
        { ...delta, index: 2 },
        end,
        ...textBlock(2, '!'),
      );
      expect(readEvents(events)).toMatchObject({ error: undefined, seen: { content: 'Ran. Now!' } });
    }
  });

  it('ends a text where thinking begins in its place', () => {
    const [start, delta] = textBlock(0, '---') as [Json, Json, Json];
    const thinking = { type: 'thinking', thinking: '', signature: '' };
    const events = answer(
      start,
      delta,
      { type: 'content_block_start', index: 0, content_block: thinking },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_stop', index: 0 },
      ...textBlock(1, 'Hi'),
    );
    expect(readEvents(events)).toMatchObject({ error: undefined, seen: { content: '---Hi' } });
  });

  it('refuses a call that begins inside another', () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'now', input: {} };
    const start = { type: 'content_block_start', index: 0, content_block: call };
    expect(readEvents(answer(start, start)).error).toMatchObject({ upstreamFailure: 'malformed' });
  });

  it('drops what follows the end', () => {
    const events = [...answer(...textBlock(0, 'one')), ...answer(...textBlock(0, 'two'))];
    expect(readEvents(events)).toMatchObject({ error: undefined, seen: { content: 'one' } });
  });
});
