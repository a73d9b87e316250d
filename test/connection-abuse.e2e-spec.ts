import { readdirSync, readlinkSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway, InProcessOptions } from './support/service/gateway';
import { IdleSockets } from './support/callers/idle-sockets';
import { LeakCheck } from './support/observation/leak-check';
import { nextAnswer } from './support/upstream/raw-answers';
import { StreamHandle } from './support/upstream/stream-handle';
import { elapse, until, within } from './support/observation/until';

const FILE = '/docs/swagger-ui-bundle.js';
const PIPELINED = 2_000;
const GET_FILE = `GET ${FILE} HTTP/1.1\r\nhost: x\r\n\r\n`;
/** Limits of time for a test. */
const IMPATIENT = { bodyStallTimeoutMs: 400, requestTimeoutMs: 2_000 };
const onLinux = process.platform === 'linux';

/** How often the file is open in this process. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).endsWith('swagger-ui-bundle.js');
    } catch {
      return false;
    }
  }).length;
}

describe('a stranger’s connections', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway | undefined;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
  });
  afterEach(async () => {
    await gateway?.close();
    await upstream.close();
    await leaks.released();
  });

  async function start({ settings, ...more }: InProcessOptions): Promise<InProcessGateway> {
    const own = { KEY_RPS: 0, ADDRESS_RPS: 0, ...settings };
    gateway = await startGateway({ upstream, settings: own, ...more });
    return gateway;
  }

  const open = async ({ port }: InProcessGateway): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await within(once(socket, 'connect'), { what: 'the connection' });
    return socket;
  };

  const allClosed = ({ connections }: InProcessGateway): Promise<unknown> =>
    until(() => connections.size === 0, { what: 'the connections to be closed' });

  it(`get one file at a time for ${PIPELINED} pipelined requests that are never read, and are cut`, async () => {
    const service = await start({ settings: { WRITE_STALL_TIMEOUT: 0.5 } });
    const socket = await open(service);
    socket.pause();
    socket.write(GET_FILE.repeat(PIPELINED));
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, onLinux ? openFiles() : 1)), 10);
    await until(() => service.connections.size === 1, { what: 'the connection' });
    await allClosed(service);
    clearInterval(watch);
    expect(most).toBeLessThanOrEqual(1);
    if (onLinux) await until(() => openFiles() === 0, { what: 'the file to be closed' });
    socket.destroy();
    expect((await get(service, '/health')).status).toBe(200);
  });

  it('get every answer, in order, where they are read', async () => {
    const service = await start({});
    const socket = await open(service);
    for (let number = 0; number < 300; number++) {
      socket.write(`GET /nowhere HTTP/1.1\r\nhost: x\r\nx-request-id: no-${number}\r\n\r\n`);
    }
    for (let number = 0; number < 300; number++) {
      expect((await nextAnswer(socket, 'GET')).headers).toMatchObject({ 'x-request-id': `no-${number}` });
    }
    socket.destroy();
    await allClosed(service);
  });

  it('wait their turn, so that others are served between them', async () => {
    const service = await start({});
    const [socket, other] = [await open(service), await open(service)];
    socket.resume().write('GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(1_500));
    await until(() => service.log.lines.length > 0, { what: 'the first of them' });
    other.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    expect((await nextAnswer(other, 'GET')).status).toBe(200);
    expect(service.log.lines.length).toBeLessThan(750);
    socket.destroy();
    other.destroy();
    await allClosed(service);
  });

  it.each([FILE, '/openapi.json', '/docs', '/metrics'])(
    'are cut where nothing of an answer is taken: %s',
    async (path) => {
      const service = await start({ settings: { WRITE_STALL_TIMEOUT: 0.5 } });
      const socket = await open(service);
      socket.pause();
      // So many that the system's buffers cannot take all of the answers, whatever the size of one.
      const ask = `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
      const asking = setInterval(() => socket.writable && socket.write(ask.repeat(200)), 10);
      await until(() => service.connections.size === 1, { what: 'the connection' });
      await allClosed(service);
      clearInterval(asking);
      socket.destroy();
    },
  );

  it('over their address’s limit take the place of its idle ones, and never of one with a call', async () => {
    const service = await start({ settings: { MAX_CONNECTIONS_PER_ADDRESS: 10 } });
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamChat(service);
    await handle.opened;
    await handle.text('Hi');
    await client.untilFrame(1);
    const idle = await IdleSockets.open(service.port, 50);
    await until(() => idle.openCount <= 9, { what: 'idle ones to be closed' });
    expect(service.connections.size).toBeLessThanOrEqual(10);
    expect((await postChat(service)).status).toBe(200);
    await handle.finish();
    await handle.done();
    expect(await client.ended).toMatchObject({ complete: true });
    expect(service.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', limit: 'MAX_CONNECTIONS_PER_ADDRESS', address: '127.0.0.1' }),
    );
    idle.close();
    await allClosed(service);
  });

  it.each(['MAX_CONNECTIONS', 'MAX_CONNECTIONS_PER_ADDRESS'])(
    'over %s are refused where none is idle',
    async (limit) => {
      const service = await start({ settings: { [limit]: 2 } });
      const handles = [new StreamHandle(), new StreamHandle()];
      upstream.next(...handles.map(({ script }) => script));
      const clients = handles.map(() => streamChat(service));
      for (const handle of handles) await handle.opened;
      await expect(get(service, '/health')).rejects.toThrow();
      for (const client of clients) client.abort();
      await until(() => service.connections.size === 0, { what: 'room' });
      expect((await get(service, '/health')).status).toBe(200);
    },
  );

  it('do not count by address where they are a trusted proxy’s', async () => {
    const service = await start({
      settings: { MAX_CONNECTIONS_PER_ADDRESS: 2, TRUSTED_PROXIES: 'loopback' },
    });
    const idle = await IdleSockets.open(service.port, 20);
    expect((await get(service, '/health')).status).toBe(200);
    expect(idle.openCount).toBe(20);
    idle.close();
    await allClosed(service);
  });

  describe('that send a body', () => {
    const body = JSON.stringify({ ...HELLO, user: 'x'.repeat(4_000) });
    const head = (key: string): string =>
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;

    it('slowly but steadily are not cut, however long it takes', async () => {
      const service = await start({ connectionLimits: { ...IMPATIENT, bodyStallTimeoutMs: 1_500 } });
      const socket = await open(service);
      socket.write(head(service.key));
      const startedAt = performance.now();
      // 1.3 KiB a second: longer than the first part of the limit, and never below its rate, whatever the machine is busy with.
      for (let sent = 0; sent < body.length;) {
        const due = Math.ceil((performance.now() - startedAt + 100) * 1.3);
        socket.write(body.slice(sent, due));
        sent = due;
        await elapse(100);
      }
      expect(performance.now() - startedAt).toBeGreaterThan(IMPATIENT.requestTimeoutMs);
      expect((await nextAnswer(socket, 'POST')).status).toBe(200);
      socket.destroy();
      await allClosed(service);
    });

    it.each([
      ['a caller', (key: string) => key, 400, 'in too many chunks of a few bytes each'],
      ['a stranger', () => 'nobody', 401, 'A valid key is required'],
    ])('in chunks of a byte are closed, of %s', async (_whose, keyOf, status, said) => {
      const service = await start({});
      const socket = await open(service);
      const chunk = head(keyOf(service.key)).replace(/content-length: \d+/, 'transfer-encoding: chunked');
      socket.write(`${chunk}2\r\n{ \r\n`);
      const crumbs = '1\r\n \r\n'.repeat(1_000);
      const sending = setInterval(() => socket.writable && socket.write(crumbs.repeat(10)), 1);
      const answer = await nextAnswer(socket, 'POST');
      expect(answer).toMatchObject({ status });
      expect(answer.body).toContain(said);
      await allClosed(service);
      clearInterval(sending);
      socket.destroy();
      expect((await get(service, '/health')).status).toBe(200);
    });

    it.each([
      ['and stop', 0],
      ['byte by byte', 1],
    ])('%s get 408, and are closed', async (_how, bytes) => {
      const service = await start({ connectionLimits: IMPATIENT });
      const socket = await open(service);
      socket.write(head(service.key) + '{');
      const drip = setInterval(() => bytes > 0 && socket.writable && socket.write(' '), 50);
      const answer = await nextAnswer(socket, 'POST');
      clearInterval(drip);
      expect(answer).toMatchObject({ status: 408, headers: { connection: 'close' } });
      expect(answer.body).toContain('"REQUEST_TIMEOUT"');
      await allClosed(service);
      socket.destroy();
      expect(upstream.chats).toHaveLength(0);
    });
  });
});
