import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { HELLO } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { rejection } from './support/callers/openai-client';
import { nextAnswer } from './support/upstream/raw-answers';
import { until, within } from './support/observation/until';

const MIB = 1024 * 1024;
const SIZE = 50 * MIB;
const JSON_TYPE = 'application/json';

/** A refusal that is decided while the body is still coming: where it goes, and what is wrong. */
const REFUSALS = [
  { what: 'too large', status: 413, path: '/v1/chat/completions', key: undefined, type: JSON_TYPE },
  { what: 'no valid key', status: 401, path: '/v1/chat/completions', key: 'sk-wrong', type: JSON_TYPE },
  { what: 'another type', status: 415, path: '/v1/chat/completions', key: undefined, type: 'text/plain' },
] as const;

describe('a refusal of a caller who is still sending 50 MiB', () => {
  let leaks: LeakCheck;
  let gateway: InProcessGateway;
  let folder: string;
  const body = Buffer.from(JSON.stringify({ ...HELLO, user: 'x'.repeat(SIZE) }));

  beforeAll(async () => {
    leaks = new LeakCheck();
    folder = mkdtempSync(join(tmpdir(), 'upload-'));
    writeFileSync(join(folder, 'body'), body);
    gateway = await startGateway({ settings: { KEY_RPS: 0, ADDRESS_RPS: 0 } });
  });
  afterEach(async () => {
    await until(() => gateway.connections.size === 0, {
      what: 'the connections to be closed',
    });
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
    await leaks.released();
  });

  const sent = ({ key, type }: (typeof REFUSALS)[number]): Record<string, string> => ({
    authorization: `Bearer ${key ?? gateway.key}`,
    'content-type': type,
    connection: 'close',
  });

  /** Sends the whole body, and reads nothing meanwhile. @returns the connection */
  async function upload(refusal: (typeof REFUSALS)[number]): Promise<Socket> {
    const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    const headers = Object.entries({ ...sent(refusal), host: 'x', 'content-length': String(body.length) });
    socket.write(
      `POST ${refusal.path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
    for (let at = 0; at < body.length; at += MIB) {
      if (!socket.write(body.subarray(at, at + MIB)))
        await within(once(socket, 'drain'), { what: 'more of the upload to be taken' });
    }
    return socket;
  }

  it.each(REFUSALS)('reaches one who reads only when all is sent ($status)', async (refusal) => {
    const socket = await upload(refusal);
    const answer = await nextAnswer(socket, 'POST');
    expect(answer.status).toBe(refusal.status);
    expect(JSON.parse(answer.body)).toHaveProperty('error.message');
    socket.end();
  });

  it.each(REFUSALS)('reaches fetch ($status)', async (refusal) => {
    for (let round = 0; round < 3; round++) {
      const { connection: _close, ...headers } = sent(refusal);
      const answer = await fetch(`${gateway.url}${refusal.path}`, { method: 'POST', headers, body });
      expect(answer.status).toBe(refusal.status);
      expect(await answer.json()).toHaveProperty('error.message');
    }
  });

  it.each(REFUSALS.filter(({ status }) => status === 413 || status === 401))(
    'reaches the OpenAI SDK ($status)',
    async ({ key, status }) => {
      const client = new OpenAI({ apiKey: key ?? gateway.key, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
      const messages = [{ role: 'user' as const, content: 'x'.repeat(SIZE) }];
      const error = await rejection(client.chat.completions.create({ model: 'gpt-4o-mini', messages }));
      expect(error).toMatchObject({ status });
    },
  );

  it.each(REFUSALS)('reaches curl, asked to wait for 100 or not ($status)', async (refusal) => {
    for (const expecting of [true, false]) {
      const headers = Object.entries(sent(refusal)).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
      const { stdout } = await promisify(execFile)('curl', [
        ...['-sS', '--max-time', '60', '-o', '/dev/null', '-w', '%{http_code} %{size_upload}'],
        ...[...headers, ...(expecting ? ['-H', 'expect: 100-continue'] : ['-H', 'expect:'])],
        ...['--data-binary', `@${join(folder, 'body')}`, `${gateway.url}${refusal.path}`],
      ]);
      const [status, uploaded] = stdout.split(' ').map(Number);
      expect(status).toBe(refusal.status);
      // The answer came in place of `100 Continue`.
      if (expecting) expect(uploaded).toBe(0);
    }
  });

  it('reaches one whose address has no request left (429)', async () => {
    const limited = await startGateway({ settings: { ADDRESS_RPS: 0.001, ADDRESS_BURST: 1 } });
    const statuses: number[] = [];
    for (let round = 0; round < 3; round++) {
      const headers = { authorization: 'Bearer sk-wrong', 'content-type': JSON_TYPE };
      const answer = await fetch(`${limited.url}/v1/chat/completions`, { method: 'POST', headers, body });
      statuses.push(answer.status);
      await answer.text();
    }
    expect(statuses).toEqual([401, 429, 429]);
    await limited.close();
  });
});
