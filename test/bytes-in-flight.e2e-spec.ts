/** Many large bodies and answers at the same time, by the memory that the service's process takes at its highest. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scraped, valueOf } from './support/observation/metric-samples';
import { completion } from './support/upstream/completion-bodies';
import { describeWhen } from './support/observation/describe-when';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { HANG_MS, until, within } from './support/observation/until';

const MIB = 1024 * 1024;
const BUDGET_MIB = 64;
/**
 * A body may be in memory four times (`memory-limit.ts`), and what was given back may not be collected yet; beside them is
 * the process itself. Without the budget it would be more than 1.5 GiB.
 */
const BOUND = (256 + 7 * BUDGET_MIB) * MIB;
const HELLO = Buffer.from('{"messages":[{"role":"user","content":"Hello"}]}');

const describeOnLinux = describeWhen(
  () => process.platform === 'linux',
  'Linux (the highest memory of a process)',
);

describeOnLinux('bytes in flight', () => {
  let upstream: Server;
  let gateway: SpawnedGateway;
  /** What the upstream answers; sent in pieces, so that all answers are under way at the same time. */
  let answer: Buffer;

  beforeEach(async () => {
    answer = Buffer.from(JSON.stringify(completion('Hello')));
    upstream = createServer((incoming, response) => {
      incoming.resume().once('end', () => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
        response.end(answer);
      });
    }).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const { port } = upstream.address() as AddressInfo;
    gateway = await spawnGateway({
      upstream: { url: `http://127.0.0.1:${port}` },
      settings: { BODY_MEMORY_MIB: BUDGET_MIB, KEY_RPS: 0, RETRIES: 0 },
      nodeArguments: ['--max-old-space-size=192'],
    });
  });
  afterEach(async () => {
    await gateway.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  /** Makes a call. @returns the status, and how many bytes of the answer came */
  async function call(body: Buffer): Promise<{ status: number | undefined; bytes: number; retry: boolean }> {
    const sent = request(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${gateway.key}`,
        'content-type': 'application/json',
        'content-length': body.length,
      },
    });
    sent.end(body);
    // It waits for the bodies of the others.
    const [response] = (await within(once(sent, 'response'), {
      what: 'an answer',
      timeoutMs: 4 * HANG_MS,
    })) as [import('node:http').IncomingMessage];
    let bytes = 0;
    response.on('data', (piece: Buffer) => (bytes += piece.length));
    await within(once(response, 'end'), { what: 'the end of an answer', timeoutMs: 4 * HANG_MS });
    return { status: response.statusCode, bytes, retry: response.headers['retry-after'] !== undefined };
  }

  /** The most that its process has ever had in memory, in bytes. */
  const peak = (): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]) * 1024;

  /** Each is answered, or told to come again. @returns how many were answered */
  function served(answers: readonly Awaited<ReturnType<typeof call>>[], bytes: number): number {
    const whole = answers.filter((one) => one.status === 200);
    expect(whole.every((one) => one.bytes === bytes)).toBe(true);
    const others = answers.filter((one) => one.status !== 200);
    expect(others.every(({ status, retry }) => status === 503 && retry)).toBe(true);
    return whole.length;
  }

  it('of 25 callers with 18 MB each stay within their memory, and each is answered or told to come again', async () => {
    const body = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(18e6) }] }));
    const answers = await Promise.all(Array.from({ length: 25 }, () => call(body)));
    expect(served(answers, answer.length)).toBeGreaterThan(3);
    expect(peak()).toBeLessThan(BOUND);
  });

  it('of 16 whole answers of 60 MiB stay within their memory, and are told by /metrics', async () => {
    answer = Buffer.from(JSON.stringify(completion('y'.repeat(60 * MIB))));
    const calls = Promise.all(Array.from({ length: 16 }, () => call(HELLO)));
    await until(async () => valueOf(await scraped(gateway), 'llm_proxy_body_memory_waiting') > 0, {
      what: 'answers to wait for room',
    });
    const samples = await scraped(gateway);
    expect(valueOf(samples, 'llm_proxy_body_memory_limit_bytes')).toBe(BUDGET_MIB * MIB);
    expect(served(await calls, answer.length)).toBeGreaterThan(0);
    expect(peak()).toBeLessThan(BOUND);
    await until(async () => valueOf(await scraped(gateway), 'llm_proxy_body_memory_held_bytes') === 0, {
      what: 'everything to be given back',
    });
  });
});
