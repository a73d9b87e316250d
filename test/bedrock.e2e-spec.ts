import type { LlmCall, StreamSink, WholeAnswer } from '../src/llm/llm-adapter';
import { json, silence, whole } from './support/upstream/answer-scripts';
import { ACCESS_KEYS, API_KEY, bedrockUnderTest, SECRET_KEY } from './support/providers/bedrock-adapter';
import { bedrockCall, CollectingSink, seenIn } from './support/providers/bedrock-answers';
import {
  cutEventStream,
  errorBytes,
  eventBytes,
  eventStream,
  exceptionBytes,
} from './support/providers/bedrock-event-stream';
import { expectedSignature } from './support/providers/bedrock-signature';
import type { AnswerScript } from './support/upstream/exchange';
import { until, untilSteady } from './support/observation/until';

const MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';
const CONVERSE = 'POST /model/anthropic.claude-3-haiku-20240307-v1%3A0/converse';
const HELLO = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };

const ANSWER = {
  output: { message: { role: 'assistant', content: [{ text: 'Hi there.' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
};
const EVENTS = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hi ' } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'there.' } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata: { usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } } },
].map(eventBytes);
const [STARTED = Buffer.alloc(0), FIRST = Buffer.alloc(0)] = EVENTS;
const NEVER = new AbortController().signal;

describe('the Bedrock provider over real sockets', () => {
  const { upstream, open } = bedrockUnderTest();

  function completion(call = bedrockCall(HELLO, MODEL), adapter = open()): Promise<WholeAnswer> {
    return adapter.complete(call, NEVER);
  }

  async function streamed(
    adapter = open(),
    call = bedrockCall(HELLO, MODEL),
    sink = new CollectingSink(),
    signal = NEVER,
  ): Promise<CollectingSink> {
    await adapter.stream(call, sink, signal);
    return sink;
  }

  function lastRequest() {
    const request = upstream().requests.at(-1);
    if (request === undefined) throw new Error('nothing reached the upstream');
    return request;
  }

  it('answers whole', async () => {
    upstream().route(CONVERSE, json(ANSWER));
    const call: LlmCall = {
      ...bedrockCall(HELLO, MODEL),
      headers: { 'user-agent': 'me/1', 'openai-beta': 'x' },
    };
    const { body } = await completion(call, open(API_KEY, { headers: { 'X-Team': 'a' } }));
    expect(JSON.parse(body.toString())).toMatchObject({
      object: 'chat.completion',
      model: MODEL,
      choices: [{ message: { role: 'assistant', content: 'Hi there.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
    expect(call.facts).toMatchObject({ upstreamStatus: 200, model: MODEL, finishReason: 'stop' });
    expect(lastRequest().json).toEqual({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] });
    expect(lastRequest().headers).toMatchObject({
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
      'user-agent': 'me/1',
      'x-team': 'a',
    });
    expect(lastRequest().headers).not.toHaveProperty('openai-beta');
  });

  it('streams an answer that a model with tools has whole alone, and asks for it so from then on', async () => {
    const refused = json(
      { message: "This model doesn't support tool use in streaming mode." },
      { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } },
    );
    const toolUse = { toolUseId: 't1', name: 'look', input: { where: 'there' } };
    const content = [{ text: 'I look.' }, { toolUse }];
    upstream().route(`${CONVERSE}-stream`, refused);
    upstream().route(CONVERSE, json({ ...ANSWER, output: { message: { content } }, stopReason: 'tool_use' }));
    const adapter = open();
    const asked = { ...HELLO, tools: [{ type: 'function', function: { name: 'look' } }] };
    for (let time = 0; time < 2; time++) {
      const call = bedrockCall(asked, MODEL);
      const { text } = await streamed(adapter, call);
      expect(seenIn(text)).toMatchObject({ content: 'I look.', finishReason: 'tool_calls' });
      expect(text).toContain(String.raw`"arguments":"{\"where\":\"there\"}"`);
      expect(call.facts).toMatchObject({ upstreamStatus: 200, finishReason: 'tool_calls' });
    }
    const asks = upstream().requests.map(({ url }) => url.slice(url.lastIndexOf('/') + 1));
    expect(asks).toEqual(['converse-stream', 'converse', 'converse']);
    await expect(streamed(adapter)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('answers as a stream', async () => {
    upstream().route(`${CONVERSE}-stream`, eventStream(EVENTS));
    const { text } = await streamed();
    expect(seenIn(text)).toMatchObject({
      content: 'Hi there.',
      finishReason: 'stop',
      usage: { prompt_tokens: 3, completion_tokens: 4 },
    });
  });

  it('carries a round of tool calls', async () => {
    const toolUse = { toolUseId: 't1', name: 'look', input: { x: 1 } };
    const message = { role: 'assistant', content: [{ toolUse }] };
    upstream().route(CONVERSE, json({ ...ANSWER, output: { message }, stopReason: 'tool_use' }));
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    const adapter = open();
    const first = await completion(bedrockCall({ ...HELLO, tools }, MODEL), adapter);
    const answered = JSON.parse(first.body.toString()) as {
      choices: [{ message: object; finish_reason: string }];
    };
    const [choice] = answered.choices;
    expect(choice.finish_reason).toBe('tool_calls');

    const result = { role: 'tool', tool_call_id: 't1', content: 'dark' };
    await completion(
      bedrockCall({ messages: [...HELLO.messages, choice.message, result], tools }, MODEL),
      adapter,
    );
    expect(lastRequest().fields['messages']).toEqual([
      { role: 'user', content: [{ text: 'Hello' }] },
      { role: 'assistant', content: [{ toolUse }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'dark' }] } }] },
    ]);
  });

  it.each([
    ['', MODEL, '/model/anthropic.claude-3-haiku-20240307-v1%3A0'],
    [
      '/aws',
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x',
      '/aws/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Fx',
    ],
  ])('signs what it sends (%p, %s)', async (prefix, model, path) => {
    upstream().route(`POST ${path}/converse`, json(ANSWER));
    const adapter = open(`${ACCESS_KEYS}:session/token==`, { region: 'eu-west-1' }, prefix);
    const text = 'naïve 💡';
    await completion(bedrockCall({ messages: [{ role: 'user', content: text }] }, model), adapter);
    const request = lastRequest();
    expect(request.url).toBe(`${path}/converse`);
    expect(request.headers['x-amz-security-token']).toBe('session/token==');
    expect(request.headers.authorization).toContain('/eu-west-1/bedrock/aws4_request');
    expect(request.headers.authorization?.split('Signature=')[1]).toBe(
      expectedSignature(request, SECRET_KEY),
    );
  });

  it.each([
    [
      403,
      { message: 'The security token included in the request is invalid.' },
      'PROVIDER_ERROR',
      'credential',
    ],
    [404, { message: 'Not found', __type: 'ResourceNotFoundException' }, 'MODEL_NOT_FOUND', 'rejected'],
    [429, { message: 'Too many requests' }, 'RATE_LIMIT', 'rate_limit'],
    [400, { message: 'Input is too long for requested model.' }, 'INVALID_REQUEST', 'rejected'],
    [503, {}, 'PROVIDER_ERROR', 'server_error'],
    [200, { unexpected: true }, 'PROVIDER_ERROR', 'malformed'],
  ])('fails on %i %j, whole and streamed', async (status, body, code, upstreamFailure) => {
    upstream().route(CONVERSE, json(body, { status }));
    upstream().route(`${CONVERSE}-stream`, json(body, { status }));
    await expect(completion()).rejects.toMatchObject({ code, upstreamFailure });
    await expect(streamed()).rejects.toMatchObject({ code, upstreamFailure });
  });

  it.each<readonly [string, AnswerScript, string]>([
    [
      'an exception',
      eventStream([STARTED, FIRST, exceptionBytes('modelStreamErrorException', 'x')]),
      'stream_error',
    ],
    ['an error that is not known', eventStream([STARTED, FIRST, errorBytes('Oops', 'x')]), 'stream_error'],
    ['a clean end without a finish', eventStream([STARTED, FIRST]), 'cut'],
    ['half a message', eventStream([STARTED, FIRST, FIRST.subarray(0, 30)]), 'cut'],
    ['a broken connection', cutEventStream([STARTED, FIRST]), 'cut'],
    ['a wrong checksum', eventStream([STARTED, FIRST, corrupted(FIRST)], { ending: 'stall' }), 'malformed'],
  ])('passes no stream for whole that ends with %s', async (_what, script, upstreamFailure) => {
    upstream().route(`${CONVERSE}-stream`, script);
    const sink = new CollectingSink();
    await expect(streamed(open(), bedrockCall(HELLO, MODEL), sink)).rejects.toMatchObject({
      upstreamFailure,
    });
    expect(seenIn(sink.text)).toMatchObject({ content: 'Hi ', finishReason: undefined });
  });

  it.each(['complete', 'stream'] as const)(
    'closes its connection at once when a call is given up (%s)',
    async (kind) => {
      upstream().route(CONVERSE, silence());
      upstream().route(`${CONVERSE}-stream`, eventStream([STARTED, FIRST], { ending: 'stall' }));
      const gone = new AbortController();
      const reason = new Error('the caller has gone');
      const call = bedrockCall(HELLO, MODEL);
      const answer =
        kind === 'complete'
          ? open().complete(call, gone.signal)
          : open().stream(call, new CollectingSink(), gone.signal);
      const settled = expect(answer).rejects.toBe(reason);
      const request = await until(() => upstream().requests[0], { what: 'the request' });
      gone.abort(reason);
      await settled;
      await request?.closed;
      expect(request?.aborted).toBe(true);
    },
  );

  describe('with a tool call', () => {
    const called = (input: string): string =>
      JSON.stringify({
        output: { message: { content: [{ toolUse: { toolUseId: 'a', name: 'f', input: '?' } }] } },
        stopReason: 'tool_use',
      }).replace('"?"', input);

    it('keeps its numbers as they are written', async () => {
      upstream().route(CONVERSE, whole(called('{"id":12345678901234567890}')));
      const { body } = await completion();
      expect(JSON.parse(body.toString())).toMatchObject({
        choices: [{ message: { tool_calls: [{ function: { arguments: '{"id":12345678901234567890}' } }] } }],
      });
    });

    it('fails for arguments that are nested more deeply than can be written', async () => {
      upstream().route(CONVERSE, whole(called(deep())));
      await expect(completion()).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
    });
  });

  it('refuses a request that is nested more deeply than can be mapped', async () => {
    const parameters: unknown = JSON.parse(deep());
    const tools = [{ type: 'function', function: { name: 'x', parameters } }];
    const call: LlmCall = { ...bedrockCall(HELLO, MODEL), body: { ...HELLO, tools } };
    await expect(completion(call)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(streamed(open(), call)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(upstream().requests).toHaveLength(0);
  });

  it('reads no faster than the caller does', async () => {
    const piece = eventBytes({
      contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'x'.repeat(60_000) } },
    });
    upstream().route(
      `${CONVERSE}-stream`,
      eventStream([...Array<Buffer>(400).fill(piece), ...EVENTS.slice(-2)]),
    );
    let pushed = 0;
    const sink: StreamSink = {
      onDrain: undefined,
      opened: () => undefined,
      push: (frames) => {
        pushed += frames.length;
        return false;
      },
    };
    const done = open().stream(bedrockCall(HELLO, MODEL), sink, NEVER);
    expect(await untilSteady(() => pushed, { what: 'the frames to be held back' })).toBeLessThan(1_000_000);
    const draining = setInterval(() => sink.onDrain?.(), 1);
    await done.finally(() => clearInterval(draining));
    expect(pushed).toBeGreaterThan(24_000_000);
  });
});

function corrupted(message: Buffer): Buffer {
  const wrong = Buffer.from(message);
  wrong[20] = (wrong[20] ?? 0) ^ 0xff;
  return wrong;
}

function deep(levels = 20_000): string {
  return '{"in":'.repeat(levels) + '1' + '}'.repeat(levels);
}
