/** Answers that are odd but legal are taken; those that contradict themselves are named and not asked for again. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { HELLO, postChat } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { withRequestId } from './support/service/service-under-test';

const BODY = JSON.stringify(completion('odd'));
const LENGTH = Buffer.byteLength(BODY);
const head = (...lines: string[]): string =>
  ['HTTP/1.1 200 OK', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
const CHUNKED = `${LENGTH.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
const WHOLE = head(`Content-Length: ${LENGTH}`) + BODY;

describe.each(['directly', 'behind an HTTP proxy'])('an upstream that is asked %s', (way) => {
  let server: Server;
  let gateway: InProcessGateway;
  let answer: (socket: Socket) => void;
  let asked = 0;
  const sockets = new Set<Socket>();
  const askedOn = new Set<Socket>();

  beforeAll(async () => {
    server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      let received = '';
      socket.on('error', () => undefined);
      socket.on('data', (piece) => {
        received += piece.toString('latin1');
        const [top = '', body] = received.split('\r\n\r\n', 2);
        const length = Number(/content-length: (\d+)/i.exec(top)?.[1] ?? 0);
        if (body === undefined || body.length < length) return;
        received = '';
        if (!top.startsWith('POST '))
          return void socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
        asked += 1;
        askedOn.add(socket);
        answer(socket);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // To the gateway the server is the proxy then, which brings it to an upstream of another name.
    const proxied = { upstream: { url: 'http://upstream.test' }, environment: { HTTP_PROXY: url } };
    const direct = { upstream: { url } };
    gateway = await startGateway({ ...(way === 'directly' ? direct : proxied), settings: { RETRIES: 3 } });
  });
  afterAll(async () => {
    await gateway.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  beforeEach(() => {
    asked = 0;
    askedOn.clear();
  });

  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
  const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n';
  const LEGAL: readonly (readonly [string, string])[] = [
    ['100 Continue', CONTINUE + WHOLE],
    ['100 Continue with fields', `HTTP/1.1 100 Continue\r\nX-A: b\r\n\r\n${WHOLE}`],
    ['103 Early Hints', HINTS + WHOLE],
    ['several interim answers', CONTINUE + HINTS + CONTINUE + WHOLE],
    ['Content-Length twice', head(`Content-Length: ${LENGTH}`, `content-length: ${LENGTH}`) + BODY],
    [
      'Content-Length three times',
      head(...Array.from({ length: 3 }, () => `Content-Length:${LENGTH}`)) + BODY,
    ],
    ['Content-Length as a list', head(`Content-Length: ${LENGTH}, ${LENGTH}`) + BODY],
    ['Transfer-Encoding', head('Transfer-Encoding: chunked') + CHUNKED],
  ];
  const CONTRADICTORY: readonly (readonly [string, string])[] = [
    ['two Content-Lengths', head(`Content-Length: ${LENGTH}`, `Content-Length: ${LENGTH + 1}`) + BODY],
    ['a list of two Content-Lengths', head(`Content-Length: ${LENGTH}, ${LENGTH + 1}`) + BODY],
    [
      'Content-Length and Transfer-Encoding',
      head(`Content-Length: ${LENGTH}`, 'Transfer-Encoding: chunked') + CHUNKED,
    ],
    [
      'Transfer-Encoding and Content-Length',
      head('transfer-encoding: chunked', `content-length: 5`) + CHUNKED,
    ],
    [
      'both, after a 100 Continue',
      CONTINUE + head(`Content-Length: 1`, 'Transfer-Encoding: chunked') + CHUNKED,
    ],
  ];

  it.each(LEGAL)('may answer with %s, on a connection that goes on', async (_what, text) => {
    answer = (socket) => socket.write(text);
    for (let n = 0; n < 4; n++) {
      const { status, json } = await postChat(gateway);
      expect(status).toBe(200);
      expect(json).toMatchObject({ choices: [{ message: { content: 'odd' } }] });
    }
    expect(asked).toBe(4);
    // Those that the lists of models were asked for on may be among them.
    expect(askedOn.size).toBeLessThan(4);
  });

  it.each([...LEGAL, ...CONTRADICTORY])('may send %s byte by byte', async (what, text) => {
    answer = (socket) => {
      let at = 0;
      const next = (): void => {
        if (at < text.length && socket.writable) socket.write(text[at++] ?? '', () => setImmediate(next));
      };
      next();
    };
    const legal = LEGAL.some(([name]) => name === what);
    expect((await postChat(gateway)).status).toBe(legal ? 200 : 502);
  });

  it.each(CONTRADICTORY)('that sends %s is refused by name, and not asked again', async (_what, text) => {
    answer = (socket) => socket.write(text);
    const { id, headers } = withRequestId();
    const { status, error } = await postChat(gateway, HELLO, { headers });
    expect([status, error['message']]).toEqual([
      502,
      "The upstream's answer contradicts itself about its length (Content-Length, Transfer-Encoding).",
    ]);
    expect(asked).toBe(1);
    const line = await gateway.log.until((entry) => entry['request_id'] === id && entry['msg'] === 'call');
    expect(line).toMatchObject({ attempts: 1, upstream_failure: 'malformed' });
  });

  it.each([
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['ends its lines without carriage returns', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi'],
    ['sends no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('that %s is refused at once, and not asked again', async (_what, text) => {
    answer = (socket) => socket.write(text);
    const { status, error } = await postChat(gateway);
    expect([status, error['message']]).toEqual([502, 'The upstream did not answer in valid HTTP.']);
    expect(asked).toBe(1);
  });

  const NESTED = '['.repeat(200_000) + ']'.repeat(200_000);
  const DEEP = `{"choices":[{"message":{"role":"assistant","content":${NESTED}}}]}`;
  const CHUNK = `data: {"id":"c","choices":[{"index":0,"delta":{"content":${NESTED}}}]}\n\n`;
  const STREAM = ['HTTP/1.1 200 OK', 'Content-Type: text/event-stream', 'Connection: close', '', CHUNK];

  it.each([
    ['answer', false, head(`Content-Length: ${DEEP.length}`) + DEEP],
    ['stream', true, STREAM.join('\r\n')],
  ])(
    'whose %s is nested deeper than there is stack has failed, and not the gateway',
    async (_what, stream, text) => {
      answer = (socket) => socket.end(text);
      const { id, headers } = withRequestId();
      await postChat(gateway, { ...HELLO, stream }, { headers }).catch(() => undefined);
      const line = await gateway.log.until((entry) => entry['request_id'] === id && entry['msg'] === 'call');
      expect(line).toMatchObject({ code: 'PROVIDER_ERROR' });
    },
  );
});
