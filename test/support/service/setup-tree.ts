/** A small tree with the scripts of this one, and a made-up npm and compiler, for tests of how it is installed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HANG_MS, within } from '../observation/until';

const ROOT = resolve(__dirname, '..', '..', '..');
const PACKAGES = {
  'node_modules/part': { version: '1.0.0' },
  'node_modules/tool': { version: '2.0.0', dev: true },
  'node_modules/typescript': { version: '3.0.0', optional: true },
};
/** Instead of the sources it compiles a reader of `.env` that finds nothing there. */
const COMPILER = `
const { mkdirSync, writeFileSync } = require('node:fs');
mkdirSync('dist/config', { recursive: true });
writeFileSync('dist/config/env-file.js', 'exports.readEnvFile = () => ({});');
`;
const BUNDLER = `
import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist/bundle');
writeFileSync('dist/bundle/main.js', '');
`;

/**
 * What npm does, as far as an install of ours can see it: `ci` removes node_modules, writes the packages, then its record.
 * It says where it is in files, waits in the middle for as long as `hold` exists, and like npm it does not end at once on
 * an interrupt.
 */
const NPM = `
import { existsSync, mkdirSync, appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
appendFileSync('npm-runs', process.pid + ' ' + process.argv.slice(2).join(' ') + '\\n');
if (process.argv[2] === 'ci') rmSync('node_modules', { recursive: true, force: true });
while (existsSync('hold')) await sleep(5);
if (existsSync('refuse')) { console.error('npm error code E404'); process.exit(1); }
const packages = ${JSON.stringify(PACKAGES)};
if (process.argv.includes('--omit=dev')) delete packages['node_modules/tool'];
for (const place of Object.keys(packages)) {
  mkdirSync(place, { recursive: true });
  writeFileSync(place + '/package.json', '{}');
}
mkdirSync('node_modules/typescript/bin');
writeFileSync('node_modules/typescript/bin/tsc', ${JSON.stringify(COMPILER)});
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
`;

/** A script that was started. */
export interface Started {
  readonly child: ChildProcess;
  /** What it has said so far, on both outputs. */
  output(): string;
  readonly ended: Promise<number | null>;
}

export class SetupTree {
  /** With a space, as a user's folder may have. */
  readonly folder = mkdtempSync(join(tmpdir(), 'setup tree '));

  constructor() {
    cpSync(join(ROOT, 'scripts'), this.path('scripts'), { recursive: true });
    mkdirSync(this.path('npm'));
    writeFileSync(this.path('npm', 'package.json'), '{ "type": "module" }');
    writeFileSync(this.path('npm', 'npm-cli.js'), NPM);
    writeFileSync(this.path('package.json'), JSON.stringify({ name: 'tree', optionalDependencies: {} }));
    writeFileSync(this.path('package-lock.json'), JSON.stringify({ packages: { '': {}, ...PACKAGES } }));
    writeFileSync(this.path('hello.cjs'), 'console.log("hello");');
    mkdirSync(this.path('src'));
    for (const file of ['tsconfig.json', 'tsconfig.build.json']) writeFileSync(this.path(file), '{}');
    writeFileSync(this.path('scripts', 'setup', 'bundle.mjs'), BUNDLER);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Runs `hello.cjs` by the script that installs first. */
  start({ nodeArguments = [] }: { readonly nodeArguments?: readonly string[] } = {}): Started {
    return this.#spawn([...nodeArguments, 'scripts/node24.mjs', 'hello.cjs']);
  }

  /** Makes what an entry point of the scripts needs, for one purpose. */
  install(purpose: string): Started {
    return this.evaluate(
      `import { ensureInstalled } from './scripts/setup/install.mjs'; await ensureInstalled({ purpose: '${purpose}' });`,
    );
  }

  /** Runs a program that imports what it needs from `./scripts`. */
  evaluate(program: string): Started {
    return this.#spawn(['--input-type=module', '--eval', program]);
  }

  /** `npm run litellm` called in `src`, as far as it comes without a configuration: to the settings, which it reads before that. */
  litellm(): Started {
    const byNpm = { npm_lifecycle_event: 'litellm', INIT_CWD: this.path('src') };
    return this.#spawn(['scripts/litellm.mjs', '--config', 'none.yaml'], byNpm);
  }

  #spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        npm_execpath: this.path('npm', 'npm-cli.js'),
        npm_node_execpath: process.execPath,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const closed = new Promise<number | null>((resolveEnd) => child.once('close', resolveEnd));
    const ended = within(closed, { what: 'a setup to end', timeoutMs: 2 * HANG_MS });
    return { child, output: () => output, ended };
  }

  /** Whether the lock of the install names a process among its holders. */
  lockNames(pid: number | undefined): boolean {
    const lock = this.path('.setup', 'install.lock');
    return existsSync(lock) && readFileSync(lock, 'utf8').includes(`"${pid}:`);
  }

  /** The made-up npm's runs so far: process id and arguments. */
  get npmRuns(): { readonly pid: number; readonly args: string }[] {
    if (!existsSync(this.path('npm-runs'))) return [];
    const lines = readFileSync(this.path('npm-runs'), 'utf8').trim().split('\n');
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), args: line.slice(line.indexOf(' ') + 1) }));
  }

  /** Lets npm wait in the middle of its work, until {@link release}. */
  hold(): void {
    writeFileSync(this.path('hold'), '');
  }

  release(): void {
    rmSync(this.path('hold'), { force: true });
  }

  close(): void {
    this.release();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a process lives. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
