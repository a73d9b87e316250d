import { chmod, copyFile, mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../../config/environment';
import { UsageError } from '../usage-error';
import type { ClientFile } from './connect-clients';

/** For its owner alone: it holds a key. */
const PRIVATE = 0o600;

/**
 * Where a client looks for its settings file; undefined for one that is wherever its operator put it.
 * @param given what the operator said
 */
export function settingsPath(
  { path, root }: ClientFile,
  environment: Environment,
  given: string | undefined,
): string | undefined {
  if (given !== undefined) return resolve(given);
  if (path.startsWith('./')) return undefined;
  const moved = root === undefined ? undefined : environment[root[0]];
  if (root !== undefined && moved !== undefined && moved !== '')
    return join(moved, path.slice(root[1].length));
  return join(homedir(), path);
}

/** The text of a file; empty where it is missing. @throws UsageError when it is there and cannot be read */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (problem) {
    if (codeOf(problem) === 'ENOENT') return '';
    throw new UsageError(`${path} cannot be read (${codeOf(problem)}).`, { cause: problem });
  }
}

/**
 * Puts a text in a file's place, in one go, and keeps what was there beside it.
 * @returns where the file of before is; undefined where it was missing
 * @throws UsageError when it cannot be written
 */
export async function replaceFile(path: string, text: string, now: Date): Promise<string | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const target = await realpath(path).catch(() => path);
    const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
    const backup = `${target}.${stamp}.bak`;
    const kept = await copyFile(target, backup).then(
      () => backup,
      (problem: unknown) => {
        if (codeOf(problem) === 'ENOENT') return undefined;
        throw problem;
      },
    );
    if (kept !== undefined) await chmod(kept, PRIVATE);
    const written = `${target}.${process.pid}.tmp`;
    await writeFile(written, text, { mode: PRIVATE });
    await rename(written, target);
    return kept;
  } catch (problem) {
    throw new UsageError(`${path} cannot be written (${codeOf(problem)}).`, { cause: problem });
  }
}

function codeOf(problem: unknown): string {
  return problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown reason';
}
