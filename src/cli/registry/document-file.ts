import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { UsageError } from '../usage-error';

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a YAML or JSON file, or standard input for `-`.
 * @throws UsageError when it cannot be read, is too large, or is not YAML (with line and column)
 */
export async function readYamlFile(path: string): Promise<unknown> {
  const text = await readText(path);
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw new UsageError(`${path}: ${problem.message.split('\n', 1)[0] ?? ''}`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new UsageError(`${path}: ${cause instanceof Error ? cause.message : 'cannot be read as YAML'}.`, {
      cause,
    });
  }
}

async function readText(path: string): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    const source: Readable = path === '-' ? process.stdin : createReadStream(path);
    for await (const piece of source) {
      const bytes = Buffer.from(piece as Uint8Array);
      size += bytes.length;
      if (size > MAX_BYTES) throw new UsageError(`${path} is larger than ${MAX_BYTES} bytes.`);
      pieces.push(bytes);
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UsageError(`${path} cannot be read (${reason}).`, { cause });
  }
  return Buffer.concat(pieces).toString('utf8');
}
