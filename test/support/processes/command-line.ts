import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HANG_MS } from '../observation/until';

const ROOT = resolve(__dirname, '..', '..', '..');
/** Made by jest-sequencer.mjs. */
const CLI = join(ROOT, 'dist', 'cli.js');

const HOST = join(__dirname, 'command-host.cjs');

/** How a command ended and what it printed. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command ended and what it printed. */
export interface CommandOutcome extends Ended {
  /** Standard output, parsed when it is read. @throws SyntaxError when it is not JSON */
  readonly json: unknown;
}

/** What a command is run with. */
export interface CommandOptions {
  /** What it reads from standard input. */
  readonly input?: string;
  /** Further environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A process for this command alone, as its users have it. */
  readonly ownProcess?: boolean;
}

/** What a command is run with, complete. */
interface Command {
  readonly args: readonly string[];
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly folder: string;
  readonly input: string;
}

/**
 * The compiled `llm-proxy` as its users run it, all commands in one working directory with a database of its own. They run in
 * a process that is kept (command-host.cjs), unless one is asked for a command alone.
 */
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
  async run(
    args: readonly string[],
    { input = '', environment = {}, ownProcess = false }: CommandOptions = {},
  ): Promise<CommandOutcome> {
    const variables = { PATH: process.env['PATH'], ...this.#environment, ...environment };
    const command = { args, environment: variables, folder: this.folder, input };
    const { code, stdout, stderr } = await (ownProcess ? inOwnProcess(command) : inKeptProcess(command));
    this.printed += stdout + stderr;
    return {
      code,
      stdout,
      stderr,
      get json() {
        return JSON.parse(stdout) as unknown;
      },
    };
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

function inOwnProcess({ args, environment, folder, input }: Command): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: environment });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that does not read its input may have ended before this is written.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolveEnd, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === null) resolveEnd({ code, stdout, stderr });
      else reject(new Error(`${args.join(' ')} did not end:\n${stdout}${stderr}`));
    });
  });
}

/** Processes that have run a command and wait for another. */
const idle: ChildProcess[] = [];

async function inKeptProcess(command: Command): Promise<Ended> {
  const host = idle.pop() ?? startHost();
  const ended = await new Promise<Ended>((resolveEnd, reject) => {
    const timer = setTimeout(() => host.kill('SIGKILL'), HANG_MS);
    const onExit = (): void =>
      reject(new Error(`${command.args.join(' ')} did not end, or ended its process`));
    host.once('exit', onExit);
    host.once('message', (outcome) => {
      clearTimeout(timer);
      host.off('exit', onExit);
      resolveEnd(outcome as Ended);
    });
    host.send(command);
  });
  idle.push(host);
  return ended;
}

/** A process for commands that ends with this one, and keeps neither it nor a test waiting. */
function startHost(): ChildProcess {
  const host = fork(HOST, {
    execArgv: [],
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  host.unref();
  host.channel?.unref();
  return host;
}
