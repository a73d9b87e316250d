import {
  messageOf,
  recordedEvents,
  recordedStreams,
  streamBytesOf,
  thinned,
} from '../../../test/support/providers/anthropic-recordings';
import type { Json } from '../../../test/support/providers/anthropic-recordings';
import { readEvents, readPieces, readWhole } from '../../../test/support/providers/anthropic-stream';
import { describeWithRecordings } from '../../../test/support/providers/recordings';
import { GatewayError } from '../../errors/gateway-error';
import { readUsage } from '../../wire/anthropic-messages/usage';

const answers = recordedStreams().filter(({ name }) => !name.startsWith('spliced'));

describeWithRecordings('every recorded stream of the Messages API', () => {
  it.each(answers)('$name: the caller sees what the whole message says', ({ recorded }) => {
    const { seen, facts, error } = readEvents(recorded);
    expect(error).toBeUndefined();
    const message = messageOf(recorded);
    const blocks = message['content'] as Json[];
    const ofType = (type: string): Json[] => blocks.filter((block) => block['type'] === type);
    expect(seen.content).toBe(
      ofType('text')
        .map(({ text }) => text)
        .join(''),
    );
    expect(seen.reasoning).toBe(
      ofType('thinking')
        .map(({ thinking }) => thinking)
        .join(''),
    );
    expect(seen.toolCalls.map(({ id, name }) => ({ id, name }))).toEqual(
      ofType('tool_use').map(({ id, name }) => ({ id, name })),
    );
    for (const [index, { input }] of ofType('tool_use').entries()) {
      expect(JSON.parse(seen.toolCalls[index]?.arguments ?? '')).toEqual(input);
    }
    expect(facts).toMatchObject({
      model: message['model'],
      finishReason: seen.finishReason,
      skippedFrames: 0,
    });
    expect(facts.usage).toEqual(readUsage(message['usage']));
    expect(seen.usage).toMatchObject({ completion_tokens: facts.usage?.completionTokens });
  });

  it.each(answers)('$name: streamed and whole carry the same', ({ recorded }) => {
    const { seen } = readEvents(recorded);
    const { message, finishReason } = readWhole(messageOf(recorded));
    expect(seen.content).toBe(message['content'] ?? '');
    expect(seen.reasoning).toBe(message['reasoning_content'] ?? '');
    expect(seen.refusal).toBe(message['refusal'] ?? '');
    expect(seen.providerFields).toEqual(message['provider_fields']);
    expect(seen.finishReason).toBe(finishReason);
    const calls = (message['tool_calls'] ?? []) as {
      id: string;
      function: { name: string; arguments: string };
    }[];
    expect(
      seen.toolCalls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) as unknown })),
    ).toEqual(
      calls.map(({ id, function: { name, arguments: args } }) => ({
        id,
        name,
        arguments: JSON.parse(args) as unknown,
      })),
    );
  });

  it.each(answers)('$name: no block of the provider’s own tools is a call or a text', ({ recorded }) => {
    const { seen } = readEvents(recorded);
    const others = (messageOf(recorded)['content'] as Json[]).filter(
      ({ type }) => type !== 'text' && type !== 'tool_use',
    );
    const fields = seen.providerFields?.['anthropic'] as { blocks?: Json[] } | undefined;
    const told = (fields?.blocks ?? []).flatMap(({ type, text, signature, value }) => {
      if (type === 'reasoning') return [{ type: 'thinking', thinking: text, signature }];
      return type === 'opaque' ? [value] : [];
    });
    expect(told).toEqual(others);
    for (const { id } of seen.toolCalls) expect(id).toMatch(/^toolu_/);
  });

  it.each(answers)('$name: the same, however the bytes are cut into pieces', ({ recorded }) => {
    const bytes = streamBytesOf(recorded);
    const whole = readPieces([bytes]);
    let seed = 7;
    for (let round = 0; round < 5; round++) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length;) {
        seed = (seed * 48_271) % 2_147_483_647;
        const end = at + 1 + (seed % [3, 20, 300, 5_000, 40_000][round]!);
        pieces.push(bytes.subarray(at, end));
        at = end;
      }
      expect(readPieces(pieces)).toEqual(whole);
    }
  });

  // At every byte; of long streams, thinned to a few deltas a block, at as many as take the same time.
  it.each(answers)('$name: cut off anywhere, it fails or was whole', ({ recorded }) => {
    const events = thinned(recorded);
    const bytes = streamBytesOf(events);
    const whole = readPieces([bytes]);
    const end = bytes.lastIndexOf('"message_stop"}') + '"message_stop"}'.length;
    const step = Math.ceil(bytes.length ** 2 / 12_000_000);
    for (let at = 0; at < bytes.length; at += at > bytes.length - 300 ? 1 : step) {
      const { error, facts, seen } = readPieces([bytes.subarray(0, at)]);
      if (at >= end) {
        expect({ at, error, seen }).toEqual({ at, error: undefined, seen: whole.seen });
        continue;
      }
      // Plain conditions: matchers would take most of the test's time.
      const asPromised =
        error instanceof GatewayError &&
        error.code === 'PROVIDER_ERROR' &&
        facts.finishReason === undefined &&
        whole.seen.content.startsWith(seen.content);
      if (!asPromised) throw new Error(`cut at ${at}: ${String(error)}`);
    }
  });

  it('takes a message_start that came twice for one', () => {
    const { seen, error } = readEvents(recordedEvents('duplicate-message-start'));
    expect(error).toBeUndefined();
    expect(seen).toMatchObject({ content: 'Hello, World!', finishReason: 'stop' });
    expect(seen.usage).toMatchObject({ prompt_tokens: 17, completion_tokens: 227 });
  });

  it('does not pass a second answer inside the first off as one that is whole', () => {
    const { seen, error } = readEvents(recordedEvents('spliced-message-start'));
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' });
    expect(seen.finishReason).toBeUndefined();
    expect(seen.toolCalls.map(({ id }) => id)).toEqual(['toolu_first']);
  });

  it('gives the arguments of the answer tool as the content, without the text beside it', () => {
    const { seen } = readEvents(recordedEvents('anthropic-json-tool.2'), 'json');
    expect(JSON.parse(seen.content)).toEqual({
      elements: [{ location: 'San Francisco', temperature: 58, condition: 'sunny' }],
    });
    expect(seen).toMatchObject({ finishReason: 'stop', toolCalls: [], providerFields: undefined });
  });

  it('gives a call of another tool as a call, where an answer tool was declared', () => {
    const { seen } = readEvents(recordedEvents('anthropic-json-other-tool.1'), 'json');
    expect(seen.finishReason).toBe('tool_calls');
    expect(seen.toolCalls).toMatchObject([{ name: 'weather' }]);
  });

  it('tells a refusal as content_filter, with the provider’s explanation', () => {
    const { seen } = readEvents(recordedEvents('anthropic-refusal'));
    expect(seen).toMatchObject({ content: '', finishReason: 'content_filter' });
    expect(seen.refusal).toContain('violative cyber content');
    expect(seen.providerFields).toMatchObject({
      anthropic: { stop_reason: 'refusal', stop_details: { category: 'cyber' } },
    });
  });
});
