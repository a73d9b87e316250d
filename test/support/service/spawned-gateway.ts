import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../network/free-port';
import type { Gateway } from './gateway';
import { TEST_KEY, gatewayEnvironment } from './gateway-environment';
import type { GatewayOptions } from './gateway-environment';
import { answersOk } from '../callers/http-probe';
import { LogLines } from '../observation/log-lines';
import { HANG_MS, until, within } from '../observation/until';

const ROOT = resolve(__dirname, '..', '..', '..');
const MAIN = join(ROOT, 'dist', 'bundle', 'main.js');
/** The longest that a start may take: a second of CPU time, of which a machine that others use gives little. */
const START_MS = 2 * HANG_MS;

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What only a service in a process of its own can be given. */
export interface SpawnOptions extends GatewayOptions {
  /** For Node itself, such as `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
  /** What is in the `.env` of its working directory; without it the folder has no such file. */
  readonly envFile?: string;
}

/** A service as a process of its own, for what only a process shows: signals, exit codes, memory. */
export class SpawnedGateway implements Gateway {
  readonly url: string;
  readonly key = TEST_KEY;
  /** Its standard output. */
  readonly log = new LogLines();
  /** Its standard error output. */
  readonly errors = new LogLines();
  exited: ProcessExit | undefined;
  readonly #child: ChildProcess;
  readonly #exit: Promise<ProcessExit>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'llm-proxy-test-'));

  constructor(
    readonly port: number,
    { nodeArguments = [], envFile, ...options }: SpawnOptions,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    if (envFile !== undefined) writeFileSync(join(this.#folder, '.env'), envFile);
    const child = spawn(process.execPath, [...nodeArguments, MAIN], {
      // In a folder of its own, and with nothing of this process's environment but where programs and compiled code are.
      cwd: this.#folder,
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...gatewayEnvironment({
          ...options,
          settings: { HOST: '127.0.0.1', PORT: port, ...options.settings },
        }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').pipe(this.log);
    child.stderr.setEncoding('utf8').pipe(this.errors);
    this.#exit = new Promise((resolveExit) => {
      child.once('close', (code, signal) => {
        this.exited = { code, signal };
        rmSync(this.#folder, { recursive: true, force: true });
        resolveExit(this.exited);
      });
    });
  }

  /** Resolves when the process has ended. */
  get exit(): Promise<ProcessExit> {
    return within(this.#exit, { what: `service ${this.port} to end`, timeoutMs: START_MS });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the service could not be started');
    return this.#child.pid;
  }

  /** Sends a signal. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Its resident memory now, in bytes. */
  rss(): number {
    const kibibytes =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1]
        : execFileSync('ps', ['-o', 'rss=', '-p', String(this.pid)], { encoding: 'utf8' });
    return Number(kibibytes) * 1024;
  }

  /** Ends it with SIGTERM, and with SIGKILL when it hangs. */
  async close(): Promise<void> {
    if (this.exited) return;
    this.signal('SIGTERM');
    const killer = setTimeout(() => this.signal('SIGKILL'), HANG_MS);
    await this.#exit;
    clearTimeout(killer);
  }

  /** Waits until it is ready for calls. @throws Error with its output when it ends or is not ready in time */
  async ready(): Promise<this> {
    try {
      await until(() => this.#isReady(), { what: 'the service to be ready', timeoutMs: START_MS });
      return this;
    } catch (error) {
      await this.close();
      throw new Error(`the service did not start:\n${this.log.text}${this.errors.text}`, { cause: error });
    }
  }

  #isReady(): Promise<boolean> {
    if (this.exited) throw new Error(`it ended with code ${this.exited.code}`);
    return answersOk(`${this.url}/health/ready`);
  }
}

/**
 * Starts the compiled service (dist/bundle/main.js, which jest-sequencer.mjs has compiled) on 127.0.0.1.
 * @param options as for `startGateway`, and {@link SpawnOptions}; `ready: false` returns at once, for services that are
 *   meant not to start
 * @throws Error with its output when it does not become ready
 */
export async function spawnGateway({
  ready = true,
  ...options
}: SpawnOptions & { readonly ready?: boolean } = {}): Promise<SpawnedGateway> {
  const gateway = new SpawnedGateway(await freePort(), options);
  return ready ? gateway.ready() : gateway;
}
