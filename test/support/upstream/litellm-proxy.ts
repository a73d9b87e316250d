import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeWhen } from '../observation/describe-when';
import { freePort } from '../network/free-port';
import { answersOk } from '../callers/http-probe';
import { HANG_MS, until } from '../observation/until';

/** An installation ends by itself before that. */
const INSTALL_LIMIT_MS = 20 * 60_000;
const POLL_MS = 200;

const { command, reason } = installed();
/** Where the `litellm` command is, once it is installed; undefined where it cannot be. */
export const LITELLM = command;
const CONFIG = resolve(__dirname, '..', '..', '..', 'litellm', 'config.test.yaml');

/** The longest that a start may take, in milliseconds; Jest hooks that start one need a little more. */
const START_LIMIT_MS = 240_000;

/** A `describe` that runs only where LiteLLM is installed, and says in one line when it is not. */
export const describeWithLitellm = describeWhen(() => Boolean(LITELLM), `the real LiteLLM proxy: ${reason}`);

/** The real LiteLLM proxy with litellm/config.test.yaml, on 127.0.0.1 and a free port. */
export class LitellmProxy {
  readonly url: string;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(
    readonly port: number,
    private readonly replayBaseUrl: string,
    /** The key that its callers must present. */
    readonly masterKey: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /**
   * Starts it and waits until it answers.
   * @param replayBaseUrl base URL of its upstream, with `/v1`
   * @throws Error with its output when it ends or does not answer in time
   */
  static async start(replayBaseUrl: string, masterKey = 'sk-litellm-master'): Promise<LitellmProxy> {
    const proxy = new LitellmProxy(await freePort(), replayBaseUrl, masterKey);
    await proxy.up();
    return proxy;
  }

  /** Starts it again, on the same port. @throws as {@link start} */
  async up(): Promise<void> {
    if (this.#child) return;
    if (!LITELLM) throw new Error(reason);
    const args = ['--config', CONFIG, '--host', '127.0.0.1', '--port', String(this.port)];
    const child = spawn(LITELLM, args, { env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text: Buffer) => (this.#output += text.toString()));
    }
    child.once('error', (error) => (this.#output += error.message));
    try {
      await until(() => this.#ready(child), {
        timeoutMs: START_LIMIT_MS,
        what: 'LiteLLM to be ready',
      });
    } catch (error) {
      await this.stop();
      throw new Error(`LiteLLM did not start:\n${this.#output}`, { cause: error });
    }
  }

  /** Ends it; connecting is refused afterwards. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || hasEnded(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
    await exited;
    clearTimeout(killer);
  }

  /** What it has printed so far, of all its lives. */
  get output(): string {
    return this.#output;
  }

  #ready(child: ChildProcess): Promise<boolean> {
    if (hasEnded(child)) throw new Error('LiteLLM ended');
    return answersOk(`${this.url}/health/readiness`);
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LITELLM_MASTER_KEY: this.masterKey,
      REPLAY_BASE_URL: this.replayBaseUrl,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_TELEMETRY: 'False',
      LITELLM_MODE: 'PRODUCTION',
      LITELLM_DONT_SHOW_FEEDBACK_BOX: 'true',
    };
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/**
 * What came of the installation that the run began (scripts/setup/litellm-for-tests.mjs). Jest wants to know at once which tests
 * there are, so that this process waits with all that it does.
 */
function installed(): { readonly command?: string; readonly reason?: string } {
  const file = process.env['LLM_PROXY_TEST_LITELLM'];
  if (file === undefined) return { reason: '`npm test` installs it' };
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (const end = Date.now() + INSTALL_LIMIT_MS; !existsSync(file); Atomics.wait(never, 0, 0, POLL_MS))
    if (Date.now() > end) return { reason: 'its installation did not end' };
  return JSON.parse(readFileSync(file, 'utf8')) as { readonly command?: string; readonly reason?: string };
}
