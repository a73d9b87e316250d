import {
  errorBytes,
  eventBytes,
  exceptionBytes,
  messageBytes,
} from '../../../../test/support/providers/bedrock-event-stream';
import type { BedrockEvent } from '../../../../test/support/providers/bedrock-event-stream';
import { mapStream } from '../../../../test/support/providers/bedrock-answers';
import type { SeenAnswer } from '../../../../test/support/providers/bedrock-answers';
import { GatewayError } from '../../../errors/gateway-error';

const STOP: BedrockEvent = { messageStop: { stopReason: 'end_turn' } };

function text(piece: string, at = 0): BedrockEvent {
  return { contentBlockDelta: { contentBlockIndex: at, delta: { text: piece } } };
}

function seen(events: readonly BedrockEvent[], answerTool?: string): SeenAnswer {
  return mapStream(events.map(eventBytes), answerTool).seen;
}

function failure(pieces: readonly Buffer[]): GatewayError {
  try {
    mapStream(pieces);
  } catch (thrown) {
    if (thrown instanceof GatewayError) return thrown;
    throw thrown;
  }
  throw new Error('the stream passed for whole');
}

describe('a stream of Bedrock', () => {
  it('keeps encrypted reasoning and the order of reasoning between tool calls', () => {
    const { providerFields, reasoning } = seen([
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'One. ' } } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'S1' } } } },
      {
        contentBlockDelta: { contentBlockIndex: 1, delta: { reasoningContent: { redactedContent: 'cmVk' } } },
      },
      text('Hm.', 2),
      { contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { toolUseId: 't1', name: 'look' } } } },
      { contentBlockDelta: { contentBlockIndex: 4, delta: { reasoningContent: { text: 'Two.' } } } },
      { contentBlockDelta: { contentBlockIndex: 4, delta: { reasoningContent: { signature: 'S2' } } } },
      { messageStop: { stopReason: 'tool_use' } },
    ]);
    expect(reasoning).toBe('One. Two.');
    expect(providerFields).toEqual({
      bedrock: {
        blocks: [
          { type: 'reasoning', text: 'One. ', signature: 'S1' },
          { type: 'opaque', value: { reasoningContent: { redactedContent: 'cmVk' } } },
          { type: 'text', length: 3 },
          { type: 'tool_call', id: 't1' },
          { type: 'reasoning', text: 'Two.', signature: 'S2' },
        ],
      },
    });
  });

  it('does not show what the provider runs itself', () => {
    const got = seen([
      {
        contentBlockStart: {
          contentBlockIndex: 0,
          start: { toolUse: { toolUseId: 's1', name: 'nova_grounding', type: 'server_tool_use' } },
        },
      },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{"q":1}' } } } },
      { contentBlockStart: { contentBlockIndex: 1, start: { toolResult: { toolUseId: 's1' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolResult: [{ text: 'found' }] } } },
      text('Found it.', 2),
      STOP,
    ]);
    expect(got).toMatchObject({ content: 'Found it.', toolCalls: [], finishReason: 'stop' });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['guardrail_intervened', 'content_filter'],
    ['content_filtered', 'content_filter'],
    ['something_new', 'stop'],
  ])('stops with %s as %s', (stopReason, finish) => {
    expect(seen([text('Hi'), { messageStop: { stopReason } }]).finishReason).toBe(finish);
  });

  it.each(['malformed_model_output', 'malformed_tool_use'])(
    'is no whole answer when it stops with %s',
    (stopReason) => {
      const error = failure([text('Hi'), { messageStop: { stopReason } }].map(eventBytes));
      expect(error).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' });
    },
  );

  it('counts what was read from the cache and written to it as prompt', () => {
    const usage = { inputTokens: 5, outputTokens: 7, cacheReadInputTokens: 100, cacheWriteInputTokens: 20 };
    expect(seen([text('Hi'), STOP, { metadata: { usage } }]).usage).toMatchObject({
      prompt_tokens: 125,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 20 },
    });
  });

  it('ignores events that it does not know', () => {
    expect(seen([{ somethingNew: { a: 1 } }, text('Hi'), STOP]).content).toBe('Hi');
  });

  it.each([
    ['throttlingException', 'RATE_LIMIT', 'rate_limit'],
    ['modelStreamErrorException', 'PROVIDER_ERROR', 'stream_error'],
    ['internalServerException', 'PROVIDER_ERROR', 'stream_error'],
    ['serviceUnavailableException', 'PROVIDER_ERROR', 'stream_error'],
    ['somethingNewException', 'PROVIDER_ERROR', 'stream_error'],
    ['validationException', 'INVALID_REQUEST', 'rejected'],
    ['expiredTokenException', 'PROVIDER_ERROR', 'credential'],
  ])('fails with %s as %s', (type, code, upstreamFailure) => {
    const error = failure([eventBytes(text('Hi')), exceptionBytes(type, 'No.'), eventBytes(STOP)]);
    expect(error).toMatchObject({ code, upstreamFailure });
  });

  it('fails with an error that the API does not know', () => {
    const error = failure([eventBytes(text('Hi')), errorBytes('InternalFailure', 'host-7.internal broke')]);
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'stream_error' });
    expect(error.message).not.toContain('host-7');
  });

  it('fails with a wrong checksum anywhere in a message', () => {
    const message = eventBytes(text('Hello'));
    for (let at = 0; at < message.length; at++) {
      const wrong = Buffer.from(message);
      wrong[at] = (wrong[at] ?? 0) ^ 0x01;
      expect(failure([wrong, eventBytes(STOP)]).upstreamFailure).toBe('malformed');
    }
  });

  it('fails with a message over the size limit before it is read', () => {
    const huge = messageBytes(
      { ':event-type': 'x', ':message-type': 'event' },
      { text: 'x'.repeat(17 << 20) },
    );
    expect(failure([huge.subarray(0, 64)]).upstreamFailure).toBe('frame_too_large');
  });

  it.each([
    ['without its id', { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { name: 'f' } } } }],
    ['that never began', { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{' } } } }],
  ])('fails with a tool call %s', (_what, event) => {
    expect(failure([event, STOP].map(eventBytes)).upstreamFailure).toBe('malformed');
  });

  it('has what a guardrail found, which comes behind the end, for who asked for it', () => {
    const trace = { guardrail: { actionReason: 'Guardrail blocked.' } };
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
    const stop = { messageStop: { stopReason: 'guardrail_intervened' } };
    const events = [text('No.'), stop, { metadata: { usage, trace } }];
    const traced = mapStream(events.map(eventBytes), undefined, { traced: true }).seen;
    expect(traced).toMatchObject({
      finishReason: 'content_filter',
      providerFields: { bedrock: { trace } },
    });
    const untraced = mapStream(events.map(eventBytes)).seen;
    expect(untraced).toMatchObject({ finishReason: 'content_filter', providerFields: undefined });
    const cut = mapStream(events.slice(0, 2).map(eventBytes), undefined, { traced: true }).seen;
    expect(cut).toMatchObject({ finishReason: 'content_filter', providerFields: undefined });
  });

  it('puts the pieces of a picture together, cites pages and counts thinking', () => {
    const piece = (bytes: string): BedrockEvent => ({
      contentBlockDelta: { contentBlockIndex: 0, delta: { image: { source: { bytes } } } },
    });
    const web = { url: 'https://example.com/a' };
    const thinking_tokens = 4;
    const { text: written, seen: got } = mapStream(
      [
        { contentBlockStart: { contentBlockIndex: 0, start: { image: { format: 'png' } } } },
        piece('aQ=='),
        piece('Vg=='),
        { contentBlockStop: { contentBlockIndex: 0 } },
        text('There.', 1),
        { contentBlockDelta: { contentBlockIndex: 1, delta: { citation: { location: { web } } } } },
        { contentBlockStop: { contentBlockIndex: 1 } },
        {
          messageStop: {
            stopReason: 'end_turn',
            additionalModelResponseFields: { usage: { output_tokens_details: { thinking_tokens } } },
          },
        },
        { metadata: { usage: { inputTokens: 1, outputTokens: 9, totalTokens: 10 } } },
      ].map(eventBytes),
    );
    expect(written).toContain('data:image/png;base64,aVY=');
    expect(written).toContain('"url":"https://example.com/a"');
    expect(got.usage).toMatchObject({ completion_tokens_details: { reasoning_tokens: 4 } });
  });

  it('gives a call of a custom tool its text in pieces', () => {
    const pieces = ['{"inp', 'ut": "Begin', '\\', 'n', '"}'];
    const { text: written } = mapStream(
      [
        {
          contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: 't1', name: 'patch' } } },
        },
        ...pieces.map((input) => ({
          contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input } } },
        })),
        { contentBlockStop: { contentBlockIndex: 0 } },
        { messageStop: { stopReason: 'tool_use' } },
      ].map(eventBytes),
      undefined,
      { customTools: new Set(['patch']) },
    );
    expect(written).toContain('"type":"custom","custom":{"name":"patch","input":""}');
    const inputs = [...written.matchAll(/"custom":\{"input":("(?:[^"\\]|\\.)*")\}/g)].map(
      ([, json = '""']) => JSON.parse(json) as string,
    );
    expect(inputs.join('')).toBe('Begin\n');
    expect(inputs.length).toBeGreaterThan(1);
  });
});
