import { execFile, spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LogLines } from './support/observation/log-lines';
import { spawnGateway } from './support/service/spawned-gateway';
import { HANG_MS, until } from './support/observation/until';

const PROBE = join(__dirname, '..', 'dist', 'probe.js');
const hasCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasCurl) process.stderr.write('Skipping the calls that a start shows: they need curl.\n');
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

/** What the probe says of a service with these settings. */
async function probed(host: string | undefined, port: number): Promise<number> {
  const env = { ...(host !== undefined && { LLM_PROXY__HOST: host }), LLM_PROXY__PORT: String(port) };
  try {
    await promisify(execFile)(process.execPath, [PROBE], { env });
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
}

/** What the call answers that a start shows, made as it is shown. */
async function pasted(log: LogLines): Promise<unknown> {
  await greeted(log, 'Try:');
  const line = /^Try: +(curl .*)$/m.exec(log.text)?.[1] ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', line], { env: { PATH: process.env['PATH'] } });
  return JSON.parse(stdout) as unknown;
}

describe('the address to listen on', () => {
  it.each([
    { host: '0.0.0.0', urls: ['127.0.0.1'], shown: 'localhost', needsIpv6: false },
    // Blanks around a value do not count, for the probe neither.
    { host: ' 127.0.0.3 ', urls: ['127.0.0.3'], shown: '127.0.0.3', needsIpv6: false },
    { host: '::', urls: ['127.0.0.1', '[::1]'], shown: 'localhost', needsIpv6: true },
    { host: '[::]', urls: ['127.0.0.1', '[::1]'], shown: 'localhost', needsIpv6: true },
    { host: '::1', urls: ['[::1]'], shown: '[::1]', needsIpv6: true },
  ])('may be $host: answered, shown, called and probed there', async ({ host, urls, shown, needsIpv6 }) => {
    if (needsIpv6 && !hasIpv6) return void process.stdout.write(`skipped for ${host}: no IPv6 here\n`);
    const gateway = await spawnGateway({
      ready: false,
      settings: { HOST: host, INTERNAL_API_KEY: undefined },
    });
    try {
      await greeted(gateway.log, `mock mode at http://${shown}:${gateway.port}\n`);
      for (const url of urls) {
        expect((await fetch(`http://${url}:${gateway.port}/health`)).status).toBe(200);
      }
      if (hasCurl) expect(await pasted(gateway.log)).toHaveProperty('choices');
      expect(await probed(host, gateway.port)).toBe(0);
    } finally {
      await gateway.close();
    }
    expect(await probed(host, gateway.port)).toBe(1);
  });
});

async function greeted(log: LogLines, words: string): Promise<void> {
  // A start takes long on a busy machine.
  await until(() => log.text.includes(words), { what: `"${words}"`, timeoutMs: 2 * HANG_MS });
}
