import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { endlessLine, flood } from './support/upstream/flood-scripts';
import { beginStream, frameBytes } from './support/upstream/stream-scripts';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { write } from './support/upstream/exchange';
import type { AnswerScript } from './support/upstream/exchange';
import { streamedText } from './support/callers/sse-client';
import { stream } from './support/upstream/stream-scripts';

const MIB = 1024 * 1024;
const LIMIT = 16 * MIB;
/** What may lie in the sockets between the two, besides what the service holds. */
const IN_SOCKETS = 10 * MIB;

describe('a frame over the limit', () => {
  let upstream: FakeUpstream;
  let gateway: SpawnedGateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await spawnGateway({ upstream, settings: { RETRIES: 1, KEY_RPS: 0 } });
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('is a 502 as the first one, without reading on, and without another attempt', async () => {
    await postChat(gateway);
    const before = gateway.rss();
    const line = endlessLine(64 * MIB);
    upstream.next(line.script);
    const answer = await postChat(gateway, { ...HELLO, stream: true });
    expect(answer.status).toBe(502);
    expect(answer.error['message']).toBe('The upstream sent a frame over the size limit.');
    expect(await line.finished).toBe(false);
    expect(line.accepted).toBeLessThan(LIMIT + IN_SOCKETS);
    expect(gateway.rss() - before).toBeLessThan(4 * LIMIT);
    expect(upstream.chats).toHaveLength(2);
    expect(await gateway.log.until((entry) => entry['code'] === 'PROVIDER_ERROR')).toMatchObject({
      upstream_failure: 'frame_too_large',
      attempts: 1,
      alert: true,
    });
  });

  it('is an error event in the middle of a stream', async () => {
    const line = endlessLine(64 * MIB);
    const script: AnswerScript = async (exchange) => {
      beginStream(exchange);
      await write(exchange, frameBytes(chunk({ content: 'one' })));
      exchange.response.writeHead = () => exchange.response;
      await line.script(exchange);
    };
    upstream.next(script);
    const client = streamChat(gateway);
    expect((await client.ended).complete).toBe(false);
    expect(streamedText(client)).toBe('one');
    expect(client.text).not.toContain('[DONE]');
    expect(client.events.at(-1)).toMatchObject({
      error: { code: 'PROVIDER_ERROR', message: 'The upstream sent a frame over the size limit.' },
    });
    expect(await line.finished).toBe(false);
  });

  it('does not cost four calls at a time more than the limit each', async () => {
    const before = gateway.rss();
    const lines = Array.from({ length: 4 }, () => endlessLine(64 * MIB));
    upstream.next(...lines.map(({ script }) => script));
    const answers = await Promise.all(lines.map(() => postChat(gateway, { ...HELLO, stream: true })));
    expect(answers.map(({ status }) => status)).toEqual([502, 502, 502, 502]);
    expect(gateway.rss() - before).toBeLessThan(4 * 3 * LIMIT);
  });

  it('is not one that is just under it', async () => {
    const content = 'x'.repeat(LIMIT - 1024);
    upstream.next(stream([chunk({ content: 'a' }), chunk({ content }), chunk({}, { finishReason: 'stop' })]));
    const client = streamChat(gateway);
    expect(await client.ended).toMatchObject({ complete: true });
    expect(streamedText(client)).toHaveLength(content.length + 1);
    expect(client.done).toBe(true);
  });
});

describe('a stream without an end', () => {
  let upstream: FakeUpstream;
  let gateway: SpawnedGateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await spawnGateway({ upstream, settings: { KEY_RPS: 0 } });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('ends at the limit of a whole answer where its door says the answer once more at the end', async () => {
    const endless = flood(160 * MIB);
    upstream.next(endless.script);
    const client = streamChat(gateway, { model: HELLO.model, input: 'Hello' }, { path: '/v1/responses' });
    await client.ended;
    expect(client.text).toContain('The upstream sent an answer over the size limit.');
    expect(await endless.finished).toBe(false);
    expect(endless.accepted).toBeLessThan(64 * MIB + 2 * IN_SOCKETS);
  });
});
