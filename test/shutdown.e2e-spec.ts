import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { answerText, silence } from './support/upstream/answer-scripts';
import { nextAnswer } from './support/upstream/raw-answers';
import type { FramedAnswer } from './support/upstream/raw-answers';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { SseClient, streamedText } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { until, within } from './support/observation/until';

const CLEAN_EXIT = { code: 0, signal: null };

/** A stream that has begun. */
async function beginStream(
  upstream: FakeUpstream,
  service: SpawnedGateway,
  path?: string,
): Promise<[SseClient, StreamHandle]> {
  const handle = new StreamHandle();
  upstream.next(handle.script);
  const client = streamChat(service, HELLO, path === undefined ? {} : { path });
  await handle.opened;
  await handle.text('Hi');
  await client.untilFrame(1);
  return [client, handle];
}

/** Sends a head and the beginning of its body, and waits until the service has them. */
async function beginUpload(service: SpawnedGateway): Promise<{ socket: Socket; rest: string }> {
  const body = JSON.stringify({ ...HELLO, user: 'x'.repeat(100_000) });
  const socket = connect(service.port, '127.0.0.1');
  const expecting = 'expect: 100-continue\r\n';
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${service.key}\r\n${expecting}` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  // `100 Continue`: the body is waited for.
  await within(once(socket, 'readable'), { what: '100 Continue' });
  socket.write(body.slice(0, 1000));
  return { socket, rest: body.slice(1000) };
}

async function draining(service: SpawnedGateway): Promise<void> {
  await until(async () => (await get(service, '/health/ready')).status === 503, { what: 'draining' });
}

describe('shutdown', () => {
  let upstream: FakeUpstream;
  let gateway: SpawnedGateway | undefined;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstream.close();
  });

  async function spawn(graceSeconds: number): Promise<SpawnedGateway> {
    const settings = { SHUTDOWN_GRACE: graceSeconds, KEY_RPS: 0, RETRIES: 0 };
    gateway = await spawnGateway({ upstream, settings });
    return gateway;
  }

  it('goes on at other signals, ends at SIGTERM at once with 0 when nothing runs, and lets go of the port', async () => {
    const service = await spawn(30);
    for (const signal of ['SIGHUP', 'SIGPIPE', 'SIGUSR1', 'SIGUSR2'] as const) service.signal(signal);
    expect((await get(service, '/health')).status).toBe(200);
    expect(service.errors.text).not.toMatch(/debugger/i);
    service.signal('SIGTERM');
    expect(await service.exit).toEqual(CLEAN_EXIT);
    await expect(get(service, '/health')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('goes on at SIGHUP while it starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-signals-'));
    const hangUp = join(folder, 'hang-up.cjs');
    // Once the main module has run, and before anything that it waits for.
    writeFileSync(hangUp, "process.nextTick(() => process.kill(process.pid, 'SIGHUP'));");
    try {
      gateway = await spawnGateway({ upstream, nodeArguments: ['--require', hangUp] });
      expect((await get(gateway, '/health')).status).toBe(200);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('lets a whole answer leave that its caller reads slowly', async () => {
    const service = await spawn(30);
    upstream.next(answerText('x'.repeat(30_000_000)));
    const client = new SseClient(`${service.url}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${service.key}` },
      body: HELLO,
      paused: true,
    });
    await client.opened;
    await service.log.until(({ msg, ended }) => msg === 'call' && ended === 'whole');
    service.signal('SIGTERM');
    await draining(service);
    client.resumeReading();
    expect(await client.ended).toMatchObject({ complete: true });
    expect(await service.exit).toEqual(CLEAN_EXIT);
  });

  it('is not cut short by SIGINT sent twice at once, and ends at once when a person presses Ctrl-C again', async () => {
    const service = await spawn(30);
    const [client] = await beginStream(upstream, service);
    service.signal('SIGINT');
    service.signal('SIGINT');
    await draining(service);
    expect((await call(service, 'GET', '/health')).status).toBe(200);
    expect(client.end).toBeUndefined();
    const again = setInterval(() => service.signal('SIGINT'), 100);
    const exit = await service.exit;
    clearInterval(again);
    expect(exit).toEqual({ code: 1, signal: null });
    expect((await client.ended).complete).toBe(false);
  });
});

/** What becomes of calls and connections; all of it in one service, which a stream keeps running. */
describe('shutdown within the grace', () => {
  let upstream: FakeUpstream;
  let service: SpawnedGateway;
  let client: SseClient;
  let handle: StreamHandle;
  let upload: Awaited<ReturnType<typeof beginUpload>>;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let kept: Socket;

  async function ask(path: string) {
    const asking = request(`${service.url}${path}`, { agent }).end();
    const [answer] = (await within(once(asking, 'response'), { what: `an answer of ${path}` })) as [
      IncomingMessage,
    ];
    const { socket, statusCode: status } = answer;
    answer.resume();
    await within(once(answer, 'end'), { what: `the end of the answer of ${path}` });
    return { status, socket };
  }

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    service = await spawnGateway({ upstream, settings: { SHUTDOWN_GRACE: 120, KEY_RPS: 0, RETRIES: 0 } });
    [client, handle] = await beginStream(upstream, service);
    upload = await beginUpload(service);
    kept = (await ask('/health')).socket;
    // Twice at once, as from a terminal and from npm: nothing below is cut short.
    service.signal('SIGTERM');
    service.signal('SIGTERM');
    await draining(service);
  });
  afterAll(async () => {
    agent.destroy();
    upload.socket.destroy();
    await service.close();
    await upstream.close();
  });

  it('is alive and not ready, and refuses what is new', async () => {
    expect((await get(service, '/health')).status).toBe(200);
    expect((await get(service, '/metrics')).status).toBe(200);
    for (const answer of [await postChat(service), await get(service, '/v1/models')]) {
      expect(answer.status).toBe(503);
      expect(answer.error).toMatchObject({ code: 'OVERLOADED', type: 'overloaded_error' });
      expect(answer.headers).toMatchObject({ connection: 'close', 'retry-after': '1' });
    }
    expect(upstream.chats).toHaveLength(1);
  });

  it('closes kept connections with their next answer', async () => {
    const after = await ask('/v1/models');
    expect(after.status).toBe(503);
    expect(after.socket === kept).toBe(true);
    await until(() => after.socket.destroyed, { what: 'the kept connection to be closed' });
  });

  it('refuses a new upload, and lets its caller read that while it sends', async () => {
    const { status } = await fetch(`${service.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...HELLO, user: 'x'.repeat(19_000_000) }),
    });
    expect(status).toBe(503);
    expect(upstream.chats).toHaveLength(1);
  });

  it('waits for the rest of an upload that had begun, and answers', async () => {
    upload.socket.write(upload.rest);
    expect((await nextAnswer(upload.socket, 'POST')).status).toBe(200);
    expect(upstream.chats).toHaveLength(2);
  });

  it('is not cut short by another SIGTERM, finishes what runs, and ends with 0', async () => {
    service.signal('SIGTERM');
    expect((await call(service, 'GET', '/health')).status).toBe(200);
    await handle.text(' there');
    await handle.finish();
    await handle.done();
    expect(await client.ended).toMatchObject({ complete: true });
    expect(client.done).toBe(true);
    expect(streamedText(client)).toBe('Hi there');
    expect(await service.exit).toEqual(CLEAN_EXIT);
    expect(service.log.lines).toContainEqual(expect.objectContaining({ msg: 'call', ended: 'whole' }));
  });
});

/** What runs when the grace is over; all of it in one service. */
describe('shutdown past the grace', () => {
  const STREAMS = ['/v1/chat/completions', '/llm/stream'];
  let upstream: FakeUpstream;
  let service: SpawnedGateway;
  const streams = new Map<string, [SseClient, StreamHandle]>();
  let unread: SseClient;
  let unanswered: Promise<CallAnswer>;
  let uploaded: Promise<FramedAnswer>;
  const uploadErrors: Error[] = [];

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    service = await spawnGateway({ upstream, settings: { SHUTDOWN_GRACE: 0.3, KEY_RPS: 0, RETRIES: 0 } });
    for (const path of STREAMS) streams.set(path, await beginStream(upstream, service, path));
    const [client, handle] = await beginStream(upstream, service);
    unread = client;
    unread.pauseReading();
    await handle.text('x'.repeat(1_000_000));
    upstream.next(silence());
    unanswered = postChat(service);
    await upstream.untilChat(STREAMS.length + 2);
    const { socket } = await beginUpload(service);
    socket.on('error', (error) => uploadErrors.push(error));
    service.signal('SIGTERM');
    uploaded = nextAnswer(socket, 'POST').finally(() => socket.end());
  });
  afterAll(async () => {
    unread.abort();
    await service.close();
    await upstream.close();
  });

  it.each(STREAMS)('breaks %s with an error event', async (path) => {
    const [client, handle] = streams.get(path) ?? [];
    if (client === undefined || handle === undefined) throw new Error('it was not opened');
    expect((await client.ended).complete).toBe(false);
    expect(client.text).not.toContain('[DONE]');
    expect(client.frames.at(-1)?.data).toContain('"code":"OVERLOADED"');
    expect(client.text).toContain('"trace_id":"');
    const request = await handle.opened;
    await request.closed;
    expect(request.aborted).toBe(true);
  });

  it('answers 503 to a call that has had no answer yet', async () => {
    const answer = await unanswered;
    expect(answer.status).toBe(503);
    expect(answer.error).toMatchObject({ code: 'OVERLOADED' });
  });

  it('answers 503 to an upload whose rest does not come, and never resets', async () => {
    const answer = await uploaded;
    expect(answer).toMatchObject({ status: 503, headers: { connection: 'close' } });
    expect(answer.body).toContain('"OVERLOADED"');
  });

  it('ends with 0, not held up by a caller that does not read, and has logged how calls ended', async () => {
    expect(await service.exit).toEqual(CLEAN_EXIT);
    expect(uploadErrors).toEqual([]);
    const ended = service.log.lines.filter(({ msg }) => msg === 'call');
    expect(ended).toHaveLength(STREAMS.length + 2);
    for (const line of ended) expect(line).toMatchObject({ ended: 'shutdown', code: 'OVERLOADED' });
  });
});
