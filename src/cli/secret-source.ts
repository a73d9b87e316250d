import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { processEnvironment } from '../config/environment';
import { isLikeKey } from '../log/like-a-key';
import { UsageError } from './usage-error';

/** The longest credential, a service account's JSON included, in characters. */
const MAX_CHARS = 65_536;

/** Where a command may be given a secret; at most one of them is. */
export interface SecretSources {
  /** The option's name without what tells the source apart: `--api-key`. */
  readonly option: string;
  readonly value?: string | undefined;
  readonly stdin?: boolean | undefined;
  readonly file?: string | undefined;
  readonly variable?: string | undefined;
}

/**
 * Reads a secret from the source that was named; undefined where none was. Space around it does not count.
 * @throws UsageError when several were named, or the one that was is empty or cannot be read
 */
export async function readSecret(sources: SecretSources): Promise<string | undefined> {
  const { option, value, stdin = false, file, variable } = sources;
  const named = [value, stdin ? 'stdin' : undefined, file, variable].filter((one) => one !== undefined);
  if (named.length === 0) return undefined;
  if (named.length > 1)
    throw new UsageError(`Give one of ${option}, ${option}-stdin, ${option}-file and ${option}-env.`);
  const text = (value ?? (await readElsewhere(sources))).trim();
  if (text === '') throw new UsageError(`${option} is empty.`);
  if (text.length > MAX_CHARS) throw new UsageError(`${option} is longer than ${MAX_CHARS} characters.`);
  return text;
}

async function readElsewhere({ option, file, variable }: SecretSources): Promise<string> {
  if (variable !== undefined) {
    const found = processEnvironment()[variable];
    if (found === undefined)
      throw new UsageError(`${option}-env: there is no variable ${namedVariable(variable)}.`);
    return found;
  }
  return file === undefined
    ? readStandardInput(`${option}-stdin`, MAX_CHARS, 'Paste the key')
    : readNamedFile(option, file);
}

async function readNamedFile(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (problem) {
    const reason = problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown reason';
    const named = isLikeKey(basename(file)) ? 'this file (it takes a name, not the key itself)' : file;
    throw new UsageError(`${option}-file: ${named} cannot be read (${reason}).`, { cause: problem });
  }
}

/** A variable as a message names it: what is no usual name may be the secret itself, put in its place. */
export function namedVariable(variable: string): string {
  const isName = /^[A-Z_][A-Z0-9_]{0,99}$/.test(variable) && !isLikeKey(variable);
  return isName ? variable : 'of this name (it takes the name of a variable, not the key itself)';
}

/**
 * All of standard input.
 * @param what as a complaint names it
 * @throws UsageError when it is longer than so many characters
 */
export async function readStandardInput(what: string, most: number, ask = 'Write the text'): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`${ask}, press Enter, then Ctrl-D: `);
  let text = '';
  for await (const piece of process.stdin.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > most) throw new UsageError(`${what}: more than ${most} characters came.`);
  }
  return text;
}
