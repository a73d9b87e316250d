/** @jest-environment node */
import { getEventListeners } from 'node:events';
import type OpenAI from 'openai';
import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { emptyFacts } from '../llm-adapter';
import { MockAdapter } from './mock.adapter';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';
import { until } from '../../../test/support/observation/until';

const burst = new MockAdapter({ tokenDelayMs: 0 });
const forever = new AbortController().signal;
const MESSAGES = [{ role: 'user', content: 'Hello there' }];

function callOf(model: string, fields: JsonObject = {}, usageWanted = false): LlmCall {
  const body = { model, messages: MESSAGES, ...fields };
  return {
    raw: Buffer.from(JSON.stringify(body)),
    body,
    model,
    usageWanted,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
}

/** Keeps what is pushed; says it is behind at each push while `slow`. */
class RecordingSink implements StreamSink {
  onDrain: (() => void) | undefined;
  openedTimes = 0;
  slow = false;
  readonly batches: { readonly bytes: Buffer; readonly count: number; readonly at: number }[] = [];

  opened(): void {
    this.openedTimes += 1;
  }

  push(bytes: Buffer, count: number): boolean {
    this.batches.push({ bytes, count, at: Date.now() });
    return !this.slow;
  }

  get text(): string {
    return Buffer.concat(this.batches.map(({ bytes }) => bytes)).toString();
  }

  get chunks(): OpenAI.ChatCompletionChunk[] {
    return this.text
      .split('\n\n')
      .filter((frame) => frame !== '')
      .map((frame) => JSON.parse(frame.replace(/^data: /, '')) as OpenAI.ChatCompletionChunk);
  }
}

function contentOf(sink: RecordingSink, choice = 0): string {
  return sink.chunks
    .flatMap(({ choices }) => choices)
    .filter(({ index }) => index === choice)
    .map(({ delta }) => delta.content ?? '')
    .join('');
}

async function failure(promise: Promise<unknown>): Promise<GatewayError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof GatewayError) return thrown;
  throw new Error(`expected a GatewayError, got ${String(thrown)}`);
}

afterEach(() => jest.useRealTimers());

describe('a stream', () => {
  it('says what is known in the facts', async () => {
    const call = callOf('some-model');
    const sink = new RecordingSink();
    await burst.stream(call, sink, forever);
    expect(sink.openedTimes).toBe(1);
    expect(call.facts).toEqual({
      ...emptyFacts(),
      upstreamStatus: 200,
      model: 'some-model',
      finishReason: 'stop',
      usage: { promptTokens: 9, completionTokens: 4, cachedTokens: 0, reasoningTokens: 0, estimated: false },
    });
    const same = callOf('some-model');
    await burst.complete(same, forever);
    expect(same.facts).toEqual(call.facts);
  });

  it('says how many frames each push holds, and sends them in one go without a delay', async () => {
    const sink = new RecordingSink();
    await burst.stream(callOf('mock-long', { n: 2 }), sink, forever);
    expect(sink.batches.length).toBeLessThan(80);
    for (const { bytes, count } of sink.batches) {
      expect(bytes.toString().match(/\n\n/g)).toHaveLength(count);
      expect(bytes.length).toBeLessThan(20 * 1024);
    }
    expect(contentOf(sink, 1).split(' ')).toHaveLength(2_000);
    expect(contentOf(sink, 1)).toBe(contentOf(sink, 0));
  });

  it('sends the first word at once and the others the delay apart', async () => {
    jest.useFakeTimers();
    const sink = new RecordingSink();
    const adapter = new MockAdapter({ tokenDelayMs: 200 });
    const started = Date.now();
    const done = adapter.stream(callOf('mock'), sink, forever);
    await jest.advanceTimersByTimeAsync(600);
    await done;
    expect(sink.batches.map(({ at, count }) => [at - started, count])).toEqual([
      [0, 2],
      [200, 1],
      [400, 1],
      [600, 2],
    ]);
  });

  it('waits before the first frame of a slow start', async () => {
    jest.useFakeTimers();
    const sink = new RecordingSink();
    const adapter = new MockAdapter({ tokenDelayMs: 0, slowStartMs: 50 });
    const done = adapter.stream(callOf('mock-slow-first-token'), sink, forever);
    await jest.advanceTimersByTimeAsync(49);
    expect([sink.openedTimes, sink.batches.length]).toEqual([1, 0]);
    await jest.advanceTimersByTimeAsync(1);
    await done;
    expect(contentOf(sink)).toBe('Mock LLM streaming response');
  });

  it('waits for a reader that is behind', async () => {
    jest.useFakeTimers();
    const sink = new RecordingSink();
    sink.slow = true;
    let ended = false;
    const done = burst.stream(callOf('mock-long'), sink, forever).then(() => (ended = true));
    await jest.advanceTimersByTimeAsync(60_000);
    expect([sink.batches.length, ended]).toEqual([1, false]);
    sink.onDrain?.();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sink.batches.length).toBe(2);
    sink.slow = false;
    sink.onDrain?.();
    await jest.advanceTimersByTimeAsync(1);
    await done;
    expect(contentOf(sink).split(' ')).toHaveLength(2_000);
    expect(sink.onDrain).toBeUndefined();
  });
});

describe('failures that the mock plays', () => {
  const expected: [string, object][] = [
    ['mock-error-400', { code: 'INVALID_REQUEST', upstreamStatus: 400, retryable: false }],
    [
      'mock-error-401',
      { code: 'PROVIDER_ERROR', status: 502, upstreamFailure: 'credential', retryable: false },
    ],
    [
      'mock-error-429',
      { code: 'RATE_LIMIT', retryAfterMs: 1_000, providerCode: 'rate_limit_exceeded', retryable: true },
    ],
    ['mock-error-500', { code: 'PROVIDER_ERROR', upstreamFailure: 'server_error', upstreamStatus: 500 }],
    ['mock-error-503', { code: 'PROVIDER_ERROR', upstreamFailure: 'server_error', upstreamStatus: 503 }],
    ['mock-error-timeout', { code: 'TIMEOUT', status: 504, upstreamFailure: 'headers_timeout' }],
    ['mock-cut', { code: 'PROVIDER_ERROR', upstreamFailure: 'cut' }],
    ['mock-nonsense', { code: 'MODEL_NOT_FOUND', param: 'model' }],
  ];

  it.each(expected)('%s is the same for whole answers, streams and embeddings', async (model, error) => {
    const call = callOf(model, { input: 'text' });
    const sink = new RecordingSink();
    expect(await failure(burst.complete(call, forever))).toMatchObject(error);
    expect(await failure(burst.stream(call, sink, forever))).toMatchObject(error);
    expect(await failure(burst.embed(call, forever))).toMatchObject(error);
    expect(sink.openedTimes).toBe(model === 'mock-cut' ? 1 : 0);
  });

  it('mock-cut and mock-stall say two words first, and never a finish reason', async () => {
    for (const model of ['mock-cut', 'mock-stall']) {
      const sink = new RecordingSink();
      const call = callOf(model, {}, true);
      const stop = new AbortController();
      const ended = failure(burst.stream(call, sink, stop.signal));
      await until(() => contentOf(sink) === 'Mock LLM', { what: 'two words' });
      if (model === 'mock-stall') stop.abort();
      await ended;
      expect(contentOf(sink)).toBe('Mock LLM');
      expect(sink.text).not.toMatch(/"finish_reason":"|prompt_tokens/);
      expect(call.facts).toMatchObject({ upstreamStatus: 200, finishReason: undefined, usage: undefined });
    }
  });

  it('an unknown mock- name is told which ones there are', async () => {
    const error = await failure(burst.complete(callOf('mock-nonsense'), forever));
    expect(error.message).toContain('mock-echo, mock-tools');
  });

  it('refuses to chat with mock-embedding', async () => {
    expect(await failure(burst.complete(callOf('mock-embedding'), forever))).toMatchObject({
      code: 'INVALID_REQUEST',
      param: 'model',
    });
  });
});

describe('the signal', () => {
  const adapter = new MockAdapter({ tokenDelayMs: 60_000, slowStartMs: 60_000 });
  const reason = new GatewayError('TIMEOUT', 'enough', { upstreamFailure: 'idle_timeout' });
  const slowReader = () => Object.assign(new RecordingSink(), { slow: true });
  const phases: [string, (signal: AbortSignal) => Promise<unknown>][] = [
    ['between two words', (signal) => adapter.stream(callOf('mock'), new RecordingSink(), signal)],
    ['while the reader is behind', (signal) => adapter.stream(callOf('mock'), slowReader(), signal)],
    [
      'before the first token',
      (signal) => adapter.stream(callOf('mock-slow-first-token'), slowReader(), signal),
    ],
    ['in a stall', (signal) => adapter.stream(callOf('mock-stall'), new RecordingSink(), signal)],
    ['in a stalled whole answer', (signal) => adapter.complete(callOf('mock-stall'), signal)],
    ['in a slow whole answer', (signal) => adapter.complete(callOf('mock-slow-first-token'), signal)],
    ['before the upstream answers', (signal) => adapter.complete(callOf('mock-error-timeout'), signal)],
  ];

  it.each(phases)('stops the call at once, %s, and leaves nothing behind', async (_, run) => {
    jest.useFakeTimers();
    const controller = new AbortController();
    const failed = failure(run(controller.signal));
    await jest.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(jest.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('leaves no timer and no listener after an answer that was whole', async () => {
    jest.useFakeTimers();
    const { signal } = new AbortController();
    const done = adapter.stream(callOf('mock'), new RecordingSink(), signal);
    await jest.advanceTimersByTimeAsync(200_000);
    await done;
    expect(jest.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('is looked at before anything is done; a foreign reason becomes an error of the catalogue', async () => {
    const sink = new RecordingSink();
    const error = await failure(adapter.stream(callOf('mock'), sink, AbortSignal.abort()));
    expect([error.code, sink.openedTimes]).toEqual(['INTERNAL', 0]);
    expect(await failure(adapter.models(AbortSignal.abort(reason)))).toBe(reason);
  });
});

it('lists every scripted model', async () => {
  const cards = await burst.models(forever);
  expect(cards).toHaveLength(17);
  expect(cards[0]).toEqual({ id: 'mock', provider: 'mock', contextLength: 128_000 });
});
