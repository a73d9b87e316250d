import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { readSettings } from '../config/read-settings';
import { LogLines } from '../../test/support/observation/log-lines';
import { until } from '../../test/support/observation/until';
import { AlertWebhook } from './alert-webhook';
import { signedHeaders } from './webhook-signature';

const PROXY = { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined };
const SECRET = 'a-secret-of-the-webhook';
const ALERT = { text: 'A budget is used up.', type: 'test' };

describe('the alert webhook', () => {
  let server: Server;
  let answers: ((response: ServerResponse) => void)[];
  const seen: {
    readonly body: string;
    readonly headers: IncomingMessage['headers'];
    readonly path: string;
  }[] = [];
  let log: LogLines;
  let webhook: AlertWebhook;

  const open = (url: string): AlertWebhook => {
    const environment = { LLM_PROXY__ALERT_WEBHOOK: url, LLM_PROXY__ALERT_WEBHOOK_SECRET: SECRET };
    const opened = AlertWebhook.open(readSettings(environment), PROXY, pino(log), {
      tryMs: 300,
      tries: 4,
      firstPauseMs: 5,
    });
    if (opened === undefined) throw new Error('no webhook');
    return opened;
  };

  beforeEach(async () => {
    log = new LogLines();
    answers = [];
    seen.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (text: Buffer) => (body += text.toString()));
      request.on('end', () => {
        seen.push({ body, headers: request.headers, path: request.url ?? '' });
        const answer = answers.shift() ?? ((to: ServerResponse) => to.end());
        answer(response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    webhook = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=1`);
  });
  afterEach(async () => {
    await webhook.onApplicationShutdown();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('tries again where the receiver hangs, fails or redirects, and follows nothing', async () => {
    answers = [
      () => undefined,
      (response) => response.writeHead(500).end('x'.repeat(1_000_000)),
      (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    ];
    webhook.send(ALERT);
    await until(() => seen.length === 4, { what: 'four tries' });
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(['/hook?token=1']));
    expect(new Set(seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [first] = seen;
    if (first === undefined) throw new Error('nothing was posted');
    const { body, headers } = first;
    expect(JSON.parse(body)).toMatchObject(ALERT);
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const mac = createHmac('sha256', SECRET).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(log.lines).toEqual([]);
  });

  it('gives up after so many tries, and says so without the address', async () => {
    answers = [1, 2, 3, 4].map(() => (response: ServerResponse) => response.writeHead(404).end());
    webhook.send(ALERT);
    await until(() => log.lines.length > 0, { what: 'the line in the log' });
    expect(log.lines).toEqual([expect.objectContaining({ alert: true, tries: 4, reason: 'status 404' })]);
    expect(log.text).not.toContain('hook?');
  });

  it.each(['http://169.254.169.254/latest', 'http://metadata.google.internal/x', 'http://[fe80::1]/'])(
    'is not opened for %s',
    (url) => {
      expect(() => open(url)).toThrow(/LLM_PROXY__ALERT_WEBHOOK: .*never connected to/);
    },
  );

  it('is signed as Standard Webhooks are', () => {
    // The example of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    const headers = signedHeaders('{"test": 2432232314}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_000,
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});
