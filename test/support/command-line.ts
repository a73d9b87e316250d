import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HANG_MS } from './until';

const ROOT = resolve(__dirname, '..', '..');
/** Made by jest-sequencer.mjs. */
const CLI = join(ROOT, 'dist', 'cli.js');

/** How a command ended and what it printed. */
export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, parsed when it is read. @throws SyntaxError when it is not JSON */
  readonly json: unknown;
}

/** What a command is run with. */
export interface CommandOptions {
  /** What it reads from standard input. */
  readonly input?: string;
  /** Further environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** `llm-proxy` as its users run it: a process for each command, all in one working directory with a database of its own. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'llm-proxy-cli-'));
  /** Everything that any command has printed. */
  printed = '';
  readonly #environment: Readonly<Record<string, string>>;

  /** @param environment variables of every command, besides where programs are and the database's folder */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#environment = { LLM_PROXY__DATA_DIR: this.dataDir, LLM_PROXY__LLM_MODE: 'direct', ...environment };
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  /** Runs a command to its end. @throws Error when it does not end by itself */
  run(
    args: readonly string[],
    { input = '', environment = {} }: CommandOptions = {},
  ): Promise<CommandOutcome> {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...this.#environment, ...environment },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // A command that does not read its input may have ended before this is written.
    child.stdin.on('error', () => undefined).end(input);
    return new Promise((resolveOutcome, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
      child.once('error', reject);
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        this.printed += stdout + stderr;
        if (signal !== null)
          return void reject(new Error(`${args.join(' ')} did not end:\n${stdout}${stderr}`));
        resolveOutcome({
          code,
          stdout,
          stderr,
          get json() {
            return JSON.parse(stdout) as unknown;
          },
        });
      });
    });
  }

  /** Runs a command that has to succeed. @throws Error with what it printed when it does not */
  async succeed(args: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> {
    const outcome = await this.run(args, options);
    if (outcome.code === 0) return outcome;
    throw new Error(
      `${args.join(' ')} ended with ${String(outcome.code)}:\n${outcome.stdout}${outcome.stderr}`,
    );
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
