import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'undici';
import { after, answerText, providerError } from './support/upstream/answer-scripts';
import { get, HELLO, postChat } from './support/callers/chat-request';
import { textChunks } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { TEST_KEY } from './support/service/gateway-environment';
import { IdleSockets } from './support/callers/idle-sockets';
import { LeakCheck } from './support/observation/leak-check';
import { rawHttp } from './support/callers/raw-http';
import type { RawAnswer } from './support/callers/raw-http';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { until, within } from './support/observation/until';

/** Short limits of time for slow connections, so that a test need not wait for the real ones; a busy machine keeps them. */
const IMPATIENT = {
  headersTimeoutMs: 2000,
  requestTimeoutMs: 2000,
  keepAliveTimeoutMs: 2000,
  checkIntervalMs: 100,
};
const SETTINGS = { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 };

const AUTH = `authorization: Bearer ${TEST_KEY}\r\n`;

/** A request as bytes; headers as lines with their ends. */
function request(target: string, headers = '', body?: unknown, version = '1.1'): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const framing = text === '' ? '' : `content-type: application/json\r\ncontent-length: ${text.length}\r\n`;
  return `${target} HTTP/${version}\r\nhost: gateway\r\n${AUTH}${headers}${framing}\r\n${text}`;
}

const CHAT = 'POST /v1/chat/completions';
const CLOSE = 'connection: close\r\n';

describe('connections', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let impatient: InProcessGateway;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ upstream, settings: SETTINGS });
    impatient = await startGateway({ upstream, settings: SETTINGS, connectionLimits: IMPATIENT });
  });
  afterEach(async () => {
    const open = () => gateway.connections.size + impatient.connections.size;
    await until(() => open() === 0, { what: 'the connections of the test to be closed' });
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await impatient.close();
    await upstream.close();
    await leaks.released();
  });

  function expectRefusal(answer: RawAnswer, status: number): void {
    expect(answer).toMatchObject({ status, closed: true });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.body)),
      connection: 'close',
      'x-llm-proxy-error': status === 408 ? 'REQUEST_TIMEOUT' : 'INVALID_REQUEST',
      'x-request-id': expect.any(String) as string,
    });
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        message: expect.any(String) as string,
        type: 'invalid_request_error',
        param: null,
        code: status === 408 ? 'REQUEST_TIMEOUT' : 'INVALID_REQUEST',
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    });
  }

  describe('malformed HTTP is a 400 in our shape, and the end of the connection', () => {
    const smuggled = request('GET /health');
    it.each([
      [
        'two content-lengths',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      ],
      [
        'one content-length twice',
        `${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\n{}`,
      ],
      [
        'content-length with transfer-encoding',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      ],
      [
        'transfer-encoding with content-length',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
      ],
      [
        'a transfer-encoding that does not end in chunked',
        `${CHAT} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, gzip\r\n\r\n`,
      ],
      ['a negative content-length', `${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n`],
      ['a content-length in hex', `${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: 0x2\r\n\r\n{}`],
      [
        'an invalid chunk size',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
      ],
      ['a bare CR in a header', `GET /health HTTP/1.1\r\nhost: x\r\nx-a: 1\rx-b: 2\r\n\r\n`],
      ['a bare LF after a header', `GET /health HTTP/1.1\r\nhost: x\r\nx-a: 1\nx-b: 2\r\n\r\n`],
      ['bare LFs only', 'GET /health HTTP/1.1\nhost: x\n\n'],
      ['a NUL in a header', 'GET /health HTTP/1.1\r\nhost: x\r\nx-a: \0\r\n\r\n'],
      ['a blank before a colon', 'GET /health HTTP/1.1\r\nhost: x\r\nx-a : 1\r\n\r\n'],
      ['a header without a colon', 'GET /health HTTP/1.1\r\nhost: x\r\nx-a\r\n\r\n'],
      ['no Host header', `GET /health HTTP/1.1\r\nx-a: 1\r\n\r\n`],
      ['blanks in the URL', 'GET /hea lth HTTP/1.1\r\nhost: x\r\n\r\n'],
      ['a version that does not exist', 'GET /health HTTP/9.9\r\nhost: x\r\n\r\n'],
      ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
      ['garbage', 'how are you?\r\n\r\n'],
      ['a head of 17 KiB', `GET /health HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(17 * 1024)}\r\n\r\n`],
      ['a URL of 17 KiB', `GET /health?${'a'.repeat(17 * 1024)} HTTP/1.1\r\nhost: x\r\n\r\n`],
    ])('%s', async (_what, bytes) => {
      const answer = await rawHttp(gateway.port, bytes);
      expectRefusal(answer, 400);
      expect(upstream.chats).toHaveLength(0);
      expect((await get(gateway, '/health')).status).toBe(200);
    });

    it('and so is a tunnel, which says what to do instead', async () => {
      const answer = await rawHttp(
        gateway.port,
        'CONNECT api.openai.com:443 HTTP/1.1\r\nhost: api.openai.com:443\r\n\r\n',
      );
      expect(answer).toMatchObject({ status: 405, closed: true });
      expect(answer.body).toContain('base URL, not into HTTPS_PROXY');
    });

    it('but not an expectation that is unknown here', async () => {
      const answer = await rawHttp(gateway.port, request(CHAT, `expect: nonsense\r\n${CLOSE}`, HELLO));
      expect(answer.status).toBe(200);
      expect(upstream.chats).toHaveLength(1);
    });

    it('never in place of an answer that is still to come', async () => {
      upstream.reply(after(50, answerText('one')));
      const answer = await rawHttp(gateway.port, [request(CHAT, '', HELLO), 'garbage\r\n\r\n']);
      expect(answer.bytes.toString()).not.toContain('400 Bad Request');
      expect(answer.closed).toBe(true);
    });
  });

  describe('slow connections', () => {
    /** As many as the test's process may open: each is two files, the caller's end and the service's. */
    const flood = Math.min(10_000, Math.floor((Number(openFilesLimit()) - 1000) / 2));

    /** This process's CPU time for a call in the middle of 20, in milliseconds, which others' load does not change. */
    async function healthyCalls(): Promise<number> {
      const took: number[] = [];
      for (let n = 0; n < 20; n++) {
        const before = process.cpuUsage();
        expect((await postChat(impatient)).status).toBe(200);
        const { user, system } = process.cpuUsage(before);
        took.push((user + system) / 1000);
      }
      return took.sort((a, b) => a - b)[10]!;
    }

    let calmMs: number;
    beforeAll(async () => {
      await healthyCalls();
      calmMs = Math.max(5, await healthyCalls());
      upstream.reset();
    });

    async function expectHealthyCalls(): Promise<void> {
      expect(await healthyCalls()).toBeLessThan(10 * calmMs);
    }

    it(`${flood} that say nothing are closed, and healthy calls cost as much as ever meanwhile`, async () => {
      const sockets = await IdleSockets.open(impatient.port, flood);
      try {
        await expectHealthyCalls();
        await until(() => sockets.openCount === 0, { what: 'idle sockets to be closed' });
        await expectHealthyCalls();
      } finally {
        sockets.close();
      }
    });

    it.each([
      ['heads', request(CHAT).slice(0, 40)],
      [
        'bodies',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ncontent-length: 9000\r\n\r\n{`,
      ],
      [
        'chunked bodies',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n`,
      ],
      ['bodies of strangers', `${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\n{`],
    ])('1,000 that send their %s byte by byte are closed', async (what, beginning) => {
      const sockets = await IdleSockets.open(impatient.port, Math.min(flood, 1000));
      const trickle = setInterval(() => sockets.write(what === 'chunked bodies' ? '1\r\n \r\n' : 'x'), 200);
      try {
        sockets.write(beginning);
        await expectHealthyCalls();
        await until(() => sockets.openCount === 0, { what: 'slow sockets to be closed' });
      } finally {
        clearInterval(trickle);
        sockets.close();
      }
      expect(upstream.chats).toHaveLength(20);
    });

    it.each([
      ['head', request(CHAT).slice(0, 40)],
      [
        'body',
        `${CHAT} HTTP/1.1\r\nhost: x\r\n${AUTH}content-type: application/json\r\ncontent-length: 9\r\n\r\n{`,
      ],
    ])('are told so: a %s that does not come is a 408', async (_what, bytes) => {
      expectRefusal(await rawHttp(impatient.port, bytes), 408);
    });

    it('are not those of a caller who waits for an answer', async () => {
      const handle = new StreamHandle();
      upstream.next(handle.script);
      const answer = rawHttp(impatient.port, request(CHAT, CLOSE, { ...HELLO, stream: true }));
      await handle.opened;
      await handle.text('slowly');
      const idle = await IdleSockets.open(impatient.port, 1);
      await until(() => idle.openCount === 0, { what: 'the limits to have passed' });
      await handle.finish();
      await handle.done();
      expect((await answer).body).toContain('[DONE]');
    });

    it('between two requests are closed', async () => {
      const answer = await rawHttp(impatient.port, request('GET /health'));
      expect(answer).toMatchObject({ status: 200, closed: true });
    });
  });

  it('is kept after every error that leaves it sound', async () => {
    const opened: unknown[] = [];
    const count = (socket: unknown) => opened.push(socket);
    gateway.app.getHttpServer().on('connection', count);
    const client = new Client(gateway.url);
    const key = { authorization: `Bearer ${gateway.key}` };
    const ask = async (
      method: string,
      path: string,
      body: string | null,
      headers: Record<string, string> = key,
    ) => {
      const type = body === null ? {} : { 'content-type': 'application/json' };
      const answer = await client.request({ method, path, body, headers: { ...type, ...headers } });
      await answer.body.dump();
      return answer.statusCode;
    };
    const hello = JSON.stringify(HELLO);
    upstream.next(providerError(400), providerError(429), providerError(500));
    const statuses = [
      await ask('POST', '/v1/chat/completions', hello, { authorization: 'Bearer wrong' }),
      await ask('POST', '/v1/chat/completions', hello, { ...key, 'content-type': 'text/plain' }),
      await ask('GET', '/nowhere', null),
      await ask('DELETE', '/v1/chat/completions', null),
      await ask('POST', '/nowhere', hello),
      await ask('POST', '/v1/chat/completions', '{"messages":[]}'),
      await ask('POST', '/v1/chat/completions', hello),
      await ask('POST', '/v1/chat/completions', hello),
      await ask('POST', '/v1/chat/completions', JSON.stringify({ ...HELLO, stream: true })),
      await ask('POST', '/v1/chat/completions', JSON.stringify({ ...HELLO, stream: true })),
      await ask('POST', '/v1/chat/completions', hello),
    ];
    await client.close();
    gateway.app.getHttpServer().off('connection', count);
    expect(statuses).toEqual([401, 415, 404, 405, 404, 400, 400, 429, 502, 200, 200]);
    expect(opened).toHaveLength(1);
  });

  describe('pipelined requests', () => {
    it('get their answers in order, however long each takes', async () => {
      upstream.onChat(({ headers }) => {
        const id = String(headers['x-request-id']);
        return after(id === 'first' ? 150 : 0, answerText(id));
      });
      const answer = await rawHttp(gateway.port, [
        request(CHAT, 'x-request-id: first\r\n', HELLO) +
          request('GET /nowhere', 'x-request-id: second\r\n') +
          request(CHAT, 'x-request-id: third\r\n', HELLO) +
          request(CHAT, `x-request-id: fourth\r\n${CLOSE}`, { messages: 1 }),
      ]);
      expect(idsIn(answer)).toEqual(['first', 'second', 'third', 'fourth']);
      expect(statusesIn(answer)).toEqual([200, 404, 200, 400]);
      expect(answer.closed).toBe(true);
    });

    it('may all be streams', async () => {
      upstream.onChat(({ headers }) => {
        const id = String(headers['x-request-id']);
        return answerText(`${id}-1 ${id}-2 ${id}-3`, { delayMs: id === 'first' ? 30 : 0 });
      });
      const body = { ...HELLO, stream: true };
      const answer = await rawHttp(
        gateway.port,
        request(CHAT, 'x-request-id: first\r\n', body) +
          request(CHAT, 'x-request-id: second\r\n', body) +
          request(CHAT, `x-request-id: third\r\n${CLOSE}`, HELLO),
      );
      expect(idsIn(answer)).toEqual(['first', 'second', 'third']);
      const text = answer.bytes.toString();
      const marks = ['first-1', 'first-3', '[DONE]', 'second-1', 'second-3', '[DONE]', 'third-1'];
      let at = 0;
      for (const mark of marks) {
        at = text.indexOf(mark, at);
        expect([mark, at > 0]).toEqual([mark, true]);
      }
      expect(text.split('[DONE]')).toHaveLength(3);
      expect(answer.closed).toBe(true);
    });

    it.each([true, false])('are all dropped when the caller goes (streams: %s)', async (streamed) => {
      upstream.reply(stream(textChunks('one two').slice(0, 2), { ending: 'stall' }));
      const socket = connect({ port: gateway.port, host: '127.0.0.1' });
      await within(once(socket, 'connect'), { what: 'the connection' });
      const first = request(CHAT, 'x-request-id: first\r\n', { ...HELLO, stream: true });
      const answering = once(socket, 'data');
      socket.write(first + request(CHAT, 'x-request-id: second\r\n', { ...HELLO, stream: streamed }));
      const asked = await upstream.untilChat(1);
      await within(answering, { what: 'the beginning of the first answer' });
      socket.destroy();
      await asked.closed;
      expect(asked.connection.closedBy).toBe('proxy');
      await until(() => gateway.connections.size === 0, { what: 'the connection to be closed' });
      // The second one's turn never came.
      expect(upstream.chats).toHaveLength(1);
    });

    it('keep a stream that waits behind a slow answer for longer than a caller may take nothing', async () => {
      const hasty = await startGateway({ upstream, settings: { ...SETTINGS, WRITE_STALL_TIMEOUT: 0.2 } });
      upstream.onChat(({ headers }) =>
        headers['x-request-id'] === 'first'
          ? after(600, answerText('first'))
          : answerText('second-1 second-2', { delayMs: 400 }),
      );
      const answer = await rawHttp(
        hasty.port,
        request(CHAT, 'x-request-id: first\r\n', HELLO) +
          request(CHAT, `x-request-id: second\r\n${CLOSE}`, { ...HELLO, stream: true }),
      );
      expect(statusesIn(answer)).toEqual([200, 200]);
      expect(answer.bytes.toString()).toContain('[DONE]');
      await hasty.close();
    });

    it('show a stream that broke behind another one', async () => {
      upstream.onChat(({ headers }) =>
        headers['x-request-id'] === 'first'
          ? answerText('one two three', { delayMs: 30 })
          : stream(textChunks('four five').slice(0, 2), { ending: 'cut' }),
      );
      const body = { ...HELLO, stream: true };
      const answer = await rawHttp(
        gateway.port,
        request(CHAT, 'x-request-id: first\r\n', body) + request(CHAT, 'x-request-id: second\r\n', body),
      );
      expect(answer.closed).toBe(true);
      const [first = '', second = ''] = answer.bytes.toString().split(/(?=HTTP\/1\.1 )/);
      expect(first).toContain('[DONE]');
      expect(first.endsWith('0\r\n\r\n')).toBe(true);
      expect(second).not.toContain('[DONE]');
      expect(second.endsWith('0\r\n\r\n')).toBe(false);
    });
  });

  describe('an HTTP/1.0 client', () => {
    it('gets a stream without chunks, ended by the end of the connection', async () => {
      upstream.next(answerText('one two'));
      const answer = await rawHttp(gateway.port, request(CHAT, '', { ...HELLO, stream: true }, '1.0'));
      expect(answer).toMatchObject({ status: 200, closed: true });
      expect(answer.headers).not.toHaveProperty('transfer-encoding');
      const lines = answer.body.split('\n').filter((line) => line !== '');
      expect(lines.every((line) => line.startsWith('data: '))).toBe(true);
      expect(lines.at(-1)).toBe('data: [DONE]');
    });

    it('sees by the error event that a stream was cut', async () => {
      upstream.next(stream(textChunks('one two').slice(0, 2), { ending: 'cut' }));
      const answer = await rawHttp(gateway.port, request(CHAT, '', { ...HELLO, stream: true }, '1.0'));
      expect(answer.closed).toBe(true);
      expect(answer.body).not.toContain('[DONE]');
      expect(answer.body.trimEnd().split('\n').at(-1)).toContain('"code":"PROVIDER_ERROR"');
    });

    it('gets a whole answer', async () => {
      upstream.next(answerText('one two'));
      const answer = await rawHttp(gateway.port, request(CHAT, '', HELLO, '1.0'));
      expect(answer).toMatchObject({ status: 200, closed: true });
      expect(answer.body).toContain('one two');
    });
  });
});

function idsIn({ bytes }: RawAnswer): string[] {
  return [...bytes.toString().matchAll(/^x-request-id: (.*?)\r$/gm)].map(([, id]) => id ?? '');
}

function statusesIn({ bytes }: RawAnswer): number[] {
  return [...bytes.toString().matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** How many files and sockets this process may have open. */
function openFilesLimit(): string {
  if (process.platform === 'win32') return '21000';
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? '21000' : limit;
}
