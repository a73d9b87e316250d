import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { get, HELLO, postChat } from './support/callers/chat-request';
import { describeWhen } from './support/observation/describe-when';
import { freePort } from './support/network/free-port';
import type { Gateway } from './support/service/gateway';
import { gatewayEnvironment, TEST_KEY } from './support/service/gateway-environment';
import { LogLines } from './support/observation/log-lines';
import { HANG_MS, until, within } from './support/observation/until';

const DIST = resolve(__dirname, '..', 'dist');
const DROPPED = /^llm_proxy_log_lines_dropped_total (\d+)$/m;

describe('a log that cannot be written does not stop the service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-log-'));
  let child: ChildProcess | undefined;

  afterEach(() => {
    child?.kill('SIGKILL');
    child = undefined;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The service with its standard output led elsewhere, once it answers. */
  async function start(stdio: StdioOptions) {
    const port = await freePort();
    const settings = { HOST: '127.0.0.1', PORT: port, DATA_DIR: folder, KEY_RPS: 0, MODEL_RPS: 0 };
    const started = spawn(process.execPath, [join(DIST, 'bundle', 'main.js')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...gatewayEnvironment({ settings }) },
      stdio,
    });
    child = started;
    const exited = new Promise<number | null>((ended) => started.once('exit', ended));
    const exit = () => within(exited, { what: 'the service to end' });
    const gateway: Gateway = {
      url: `http://127.0.0.1:${port}`,
      port,
      key: TEST_KEY,
      log: new LogLines(),
      close: () => Promise.resolve(),
    };
    await until(async () => (await get(gateway, '/health').catch(() => undefined))?.status === 200, {
      timeoutMs: 2 * HANG_MS,
      what: 'the service to answer',
    });
    const dropped = async () => Number(DROPPED.exec((await get(gateway, '/metrics')).text)?.[1] ?? -1);
    return { gateway, started, exit, dropped };
  }

  async function callsAreAnswered(gateway: Gateway, count: number): Promise<void> {
    for (let calls = 0; calls < count; calls++) expect((await postChat(gateway, HELLO)).status).toBe(200);
    expect((await get(gateway, '/health')).status).toBe(200);
  }

  describeWhen(() => existsSync('/dev/full'), '/dev/full')('on a full disk', () => {
    it('drops and counts the lines, and exits with 0', async () => {
      const full = openSync('/dev/full', 'w');
      const { gateway, started, exit, dropped } = await start(['ignore', full, full]);
      closeSync(full);
      await callsAreAnswered(gateway, 5);
      await until(async () => (await dropped()) >= 5, { what: 'the lines to be counted' });
      await callsAreAnswered(gateway, 5);
      started.kill('SIGTERM');
      expect(await exit()).toBe(0);
    });
  });

  it('with a reader who does not read, and exits with 0', async () => {
    const { gateway, started, exit } = await start(['ignore', 'pipe', 'ignore']);
    // Nothing listens to started.stdout, so nothing is read; a pipe holds 64 KiB.
    await callsAreAnswered(gateway, 200);
    started.kill('SIGTERM');
    expect(await exit()).toBe(0);
  });

  it('on a pipe that was closed, and counts the lines', async () => {
    const { gateway, started, exit, dropped } = await start(['ignore', 'pipe', 'ignore']);
    started.stdout?.destroy();
    await callsAreAnswered(gateway, 5);
    await until(async () => (await dropped()) >= 5, { what: 'the lines to be counted' });
    await callsAreAnswered(gateway, 1);
    started.kill('SIGTERM');
    expect(await exit()).toBe(0);
  });

  it('holds 16 MiB for a reader who pauses, and tells it then how many lines it missed', async () => {
    const script = `
      const { GatheredOutput } = require(${JSON.stringify(join(DIST, 'log', 'log-destination.js'))});
      const output = new GatheredOutput((lines) => JSON.stringify({ dropped: lines }) + '\\n');
      const line = JSON.stringify({ text: 'x'.repeat(1000) }) + '\\n';
      for (let lines = 0; lines < 20000; lines++) output.write(line);
      process.stderr.write(String(output.dropped));
      process.stdin.resume().once('end', () => output.flush(60000).then(() => process.exit(0)));`;
    const writer = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'pipe'] });
    child = writer;
    const said = new LogLines();
    writer.stderr.setEncoding('utf8').pipe(said);
    await until(() => said.text !== '', { what: 'all to be written' });
    let text = '';
    writer.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    writer.stdin.end();
    await within(once(writer, 'close'), { what: 'the writer to end' });
    const told = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { dropped?: number });
    const missing = told.reduce((sum, { dropped = 0 }) => sum + dropped, 0);
    expect(missing).toBe(Number(said.text));
    expect(missing).toBeGreaterThan(1_000);
    expect(told.filter(({ dropped }) => dropped === undefined)).toHaveLength(20_000 - missing);
  });
});
