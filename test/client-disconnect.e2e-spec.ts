import { connect } from 'node:net';
import { providerError, silence } from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk, usageChunk } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { write } from './support/upstream/exchange';
import { flood } from './support/upstream/flood-scripts';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import type { SseClient } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { beginStream } from './support/upstream/stream-scripts';
import { until } from './support/observation/until';
import { untilHeldBack } from './support/network/waiting-bytes';

const GONE = { ended: 'caller_gone', level: 'info', key_id: 'test' };

const halfABody: AnswerScript = async (exchange) => {
  exchange.response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  await write(exchange, '{"id":"chatcmpl-1"');
};

function rawRequest(key: string): string {
  const body = JSON.stringify({ ...HELLO, stream: true });
  return (
    'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
    `authorization: Bearer ${key}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  );
}

describe('a caller who goes away', () => {
  const service = serviceUnderTest({ RETRIES: 1, WRITE_STALL_TIMEOUT: 60 });

  afterEach(async () => {
    // The next call is served: nothing is left of the one before.
    expect((await postChat(service.gateway)).status).toBe(200);
    service.upstream.reset();
  });

  /** Lets the caller go and sees that the upstream's connection is closed for that, and not by a limit of time. */
  async function leave(client: SseClient): Promise<void> {
    const { connection } = await service.upstream.untilChat(1);
    expect(connection.closedAt).toBeUndefined();
    client.abort();
    await connection.closed;
    expect(connection.closedBy).toBe('proxy');
    expect(service.upstream.chats).toHaveLength(1);
  }

  it.each([true, false])('before the headers (stream: %s)', async (stream) => {
    service.upstream.next(silence());
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, { ...HELLO, stream }, { headers });
    await leave(client);
    expect(await service.callLine(id)).toMatchObject({ ...GONE, status: 499, streamed: stream, attempts: 1 });
  });

  it('before the first token', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    await handle.opened;
    await handle.send(': the head has come\n\n');
    await leave(client);
    expect(await service.callLine(id)).toMatchObject({
      ...GONE,
      status: 499,
      frames: 0,
      usage_estimated: true,
    });
  });

  it('in the middle of a stream, whose tokens are accounted for', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    await handle.opened;
    for (const word of ['one', ' two', ' three']) await handle.text(word);
    await client.untilFrame(3);
    await leave(client);
    const line = await service.callLine(id);
    expect(line).toMatchObject({
      ...GONE,
      status: 200,
      frames: 3,
      completion_tokens: 3,
      usage_estimated: true,
    });
    expect(line['prompt_tokens']).toBeGreaterThan(0);
    expect(line).not.toHaveProperty('code');
  });

  it('after the upstream has told its usage', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    await handle.opened;
    await handle.send(
      usageChunk({ prompt_tokens: 70, completion_tokens: 30, total_tokens: 100 }),
      chunk({ content: 'x' }),
    );
    await client.untilFrame(1);
    await leave(client);
    expect(await service.callLine(id)).toMatchObject({ ...GONE, prompt_tokens: 70, completion_tokens: 30 });
  });

  it('while the stream is paused because he does not read', async () => {
    const all = flood(64 * 1024 * 1024);
    service.upstream.next(all.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers, paused: true });
    await untilHeldBack(service.gateway);
    await leave(client);
    expect(await all.finished).toBe(false);
    expect(await service.callLine(id)).toMatchObject({ ...GONE, status: 200 });
  });

  it.each([true, false])('while another attempt is waited for (stream: %s)', async (stream) => {
    service.upstream.next(providerError(429, {}, { 'retry-after': '2' }));
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, { ...HELLO, stream }, { headers });
    await service.upstream.untilChat(1);
    await service.upstream.untilIdle();
    client.abort();
    const line = await service.callLine(id);
    expect(line).toMatchObject({ ...GONE, attempts: 1 });
    expect(service.upstream.chats).toHaveLength(1);
  });

  it('in the second attempt', async () => {
    const handle = new StreamHandle();
    service.upstream.next(providerError(503, {}, { 'retry-after': '0' }), handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    const { connection } = await handle.opened;
    client.abort();
    await connection.closed;
    expect(await service.callLine(id)).toMatchObject({ ...GONE, attempts: 2 });
  });

  it('in the middle of a whole answer', async () => {
    service.upstream.next(halfABody);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, { ...HELLO, stream: false }, { headers });
    await service.upstream.untilChat(1);
    await leave(client);
    expect(await service.callLine(id)).toMatchObject({ ...GONE, status: 499, streamed: false });
  });

  it('by closing only the half of the connection that he writes to', async () => {
    const script: AnswerScript = (exchange) => beginStream(exchange);
    service.upstream.next(script);
    const socket = connect({ port: service.gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(rawRequest(service.gateway.key));
    const { connection } = await service.upstream.untilChat(1);
    socket.end();
    await connection.closed;
    expect(connection.closedBy).toBe('proxy');
    socket.destroy();
  });

  it('with a second request behind the first on his connection', async () => {
    service.upstream.next(silence());
    const socket = connect(service.gateway.port, '127.0.0.1');
    socket.write(rawRequest(service.gateway.key).repeat(2));
    const { closed } = await service.upstream.untilChat(1);
    socket.destroy();
    await closed;
    await until(() => service.gateway.connections.size === 0, { what: 'the connection to be closed' });
    // A connection's requests are served one at a time: nobody was asked for the second.
    expect(service.upstream.chats).toHaveLength(1);
  });

  it('a hundred at a time, in every phase', async () => {
    service.upstream.onChat(({ fields }) =>
      fields['stream'] === true
        ? async (exchange) => {
            beginStream(exchange);
            await write(exchange, `data: ${JSON.stringify(chunk({ content: 'x' }))}\n\n`);
          }
        : silence(),
    );
    const clients = Array.from({ length: 100 }, (_, index) =>
      streamChat(service.gateway, { ...HELLO, stream: index % 2 === 0 }),
    );
    await service.upstream.untilChat(100);
    for (const client of clients) client.abort();
    await service.upstream.untilIdle();
    expect(service.upstream.chats.every(({ connection }) => connection.closedBy === 'proxy')).toBe(true);
    await until(() => service.gateway.connections.size === 0, { what: 'the connections to be closed' });
  });
});
