import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describeWhen } from '../observation/describe-when';
import { freePort } from '../network/free-port';
import { onPath } from '../network/on-path';
import { until } from '../observation/until';

const BINARIES = ['valkey-server', 'redis-server'];
const BINARY = onPath(BINARIES);

/** A `describe` that runs only where a Valkey or Redis server is installed, and says in one line when none is. */
export const describeWithValkey = describeWhen(
  () => BINARY !== undefined,
  `${BINARIES.join(' or ')} on the PATH`,
);

/** A real Valkey (or Redis) server of its own, on 127.0.0.1 and a free port, that writes nothing to disk. */
export class ValkeyServer {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'llm-proxy-valkey-'));
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(readonly port: number) {
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Starts one and waits until it answers. @throws Error with its output when it does not */
  static async start(): Promise<ValkeyServer> {
    const server = new ValkeyServer(await freePort());
    await server.up();
    return server;
  }

  /** Starts it again, empty, on the same port. @throws as {@link start} */
  async up(): Promise<void> {
    if (BINARY === undefined) throw new Error(`neither ${BINARIES.join(' nor ')} is on the PATH`);
    const options = { port: this.port, bind: '127.0.0.1', dir: this.#folder, save: '', appendonly: 'no' };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text: Buffer) => (this.#output += text.toString()));
    }
    try {
      await until(() => this.#answers(child), { what: 'the Valkey server to answer' });
    } catch (error) {
      await this.kill();
      throw new Error(`the Valkey server did not start:\n${this.#output}`, { cause: error });
    }
  }

  /** Ends it at once, as a crash does; connections are reset, and refused afterwards. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Makes it silent: connections stay open and new ones are accepted, but nothing is answered. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Runs one command over a connection of its own. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(this.port, '127.0.0.1', {
      lazyConnect: true,
      retryStrategy: null,
      disconnectTimeout: 50,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  async #answers(child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null) throw new Error('it ended');
    return this.command('PING').then(
      () => true,
      () => false,
    );
  }
}
