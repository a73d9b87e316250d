import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { parseProviderFile } from './parse-provider-file';
import type { ProviderFile, ProviderFileContext } from './provider-file';
import { ProviderFileError } from './provider-file-error';

const MAX_FILE_BYTES = 1024 * 1024;

/** A provider file as it was read, not yet looked into. */
export interface ProviderFileText {
  readonly text: string;
  /** SHA-256: two readings with the same one say the same. */
  readonly digest: string;
}

/**
 * Reads and checks a provider file.
 * @throws ProviderFileError when it cannot be read, or with every mistake in it
 */
export async function readProviderFile(path: string, context: ProviderFileContext): Promise<ProviderFile> {
  const { text } = await readProviderFileText(path);
  return checkProviderFile(text, path, context);
}

/** Parses a text; the YAML library is loaded with the first one. @throws ProviderFileError with every mistake */
export async function checkProviderFile(
  text: string,
  path: string,
  context: ProviderFileContext,
): Promise<ProviderFile> {
  return parseProviderFile(text, path, context, await import('yaml'));
}

/** @throws ProviderFileError when the file is not there, is too large, or is not UTF-8 */
export async function readProviderFileText(path: string): Promise<ProviderFileText> {
  const bytes = await readBytes(path);
  const digest = createHash('sha256').update(bytes).digest('base64');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), digest };
  } catch {
    throw unreadable(path, 'is not UTF-8 text');
  }
}

async function readBytes(path: string): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    // Opening a pipe would otherwise wait for somebody who writes into it.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw unreadable(path, 'is not a file');
    return await readUpTo(handle, MAX_FILE_BYTES, path);
  } catch (problem) {
    if (problem instanceof ProviderFileError) throw problem;
    throw unreadable(path, `cannot be read: ${reasonOf(problem)}`);
  } finally {
    await handle?.close();
  }
}

/** By reading, and not by the size that the file says it has: it may grow meanwhile. */
async function readUpTo(handle: FileHandle, limit: number, path: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(limit + 1);
  let length = 0;
  while (length <= limit) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) return Buffer.from(buffer.subarray(0, length));
    length += bytesRead;
  }
  throw unreadable(path, `must be at most ${limit} bytes`);
}

function unreadable(path: string, message: string): ProviderFileError {
  return new ProviderFileError(path, [{ line: undefined, column: undefined, path: '', message }]);
}

function reasonOf(problem: unknown): string {
  const code =
    typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  return typeof code === 'string' ? code : 'it could not be opened';
}
