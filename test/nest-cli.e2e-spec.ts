import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './support/network/free-port';
import { answersOk } from './support/callers/http-probe';
import { HANG_MS, until } from './support/observation/until';

const ROOT = resolve(__dirname, '..');
/** npx puts node_modules/.bin first on the path, and with it the Node of the install. */
const NEST = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');

/** Nest's own command line, as Nest's documentation shows it; in a copy, because other tests run what is in dist/. */
describe('the Nest CLI', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nest-cli-'));
    for (const name of ['package.json', 'nest-cli.json', 'tsconfig.json']) {
      cpSync(join(ROOT, name), join(folder, name));
    }
    // Types are checked elsewhere; that takes most of a build's time.
    cpSync(join(ROOT, 'tsconfig.build.json'), join(folder, 'tsconfig.checked.json'));
    const unchecked = { extends: './tsconfig.checked.json', compilerOptions: { noCheck: true } };
    writeFileSync(join(folder, 'tsconfig.build.json'), JSON.stringify(unchecked));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const environment = (): NodeJS.ProcessEnv => ({
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
  });

  const expectBuilt = (): void => {
    for (const file of ['main.js', 'cli.js']) expect(existsSync(join(folder, 'dist', file))).toBe(true);
  };

  it('builds what npm start runs', async () => {
    // All sources are compiled the same way by the next test.
    mkdirSync(join(folder, 'src'));
    for (const file of ['main.ts', 'cli.ts']) writeFileSync(join(folder, 'src', file), 'export {};\n');
    await promisify(execFile)(process.execPath, [NEST, 'build'], { cwd: folder, env: environment() });
    expectBuilt();
  });

  it('builds all, serves, and watches, with nest start --watch', async () => {
    cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
    const port = await freePort();
    const settings = {
      LLM_PROXY__LLM_MODE: 'mock',
      LLM_PROXY__PORT: String(port),
      LLM_PROXY__HOST: '127.0.0.1',
    };
    const child = spawn(process.execPath, [NEST, 'start', '--watch'], {
      cwd: folder,
      env: { ...environment(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Nest starts the service through a shell, and both have to go.
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    const closed = once(child, 'close');
    try {
      await until(() => answersOk(`http://127.0.0.1:${port}/health/ready`), {
        what: 'the service',
        // All sources are compiled first.
        timeoutMs: 4 * HANG_MS,
      });
      expectBuilt();
    } catch (error) {
      throw new Error(output, { cause: error });
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await closed;
    }
  });
});
