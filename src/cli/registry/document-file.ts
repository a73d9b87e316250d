import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { yamlMistake } from '../../config/provider-file/yaml-mistakes';
import { UsageError } from '../usage-error';

const MAX_BYTES = 64 * 1024 * 1024;

/** A YAML file's value, with the place of each of its parts. */
export interface YamlSource {
  readonly value: unknown;
  /** The line of a value, from 1; of its nearest parent where it is not there. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/**
 * Reads a YAML or JSON file, or standard input for `-`.
 * @throws UsageError when it cannot be read, is too large, or is not YAML (with line and column)
 */
export async function readYamlSource(path: string): Promise<YamlSource> {
  const text = await readTextFile(path);
  const { isNode, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter, merge: true, logLevel: 'error' });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new UsageError(`${path}:${Math.max(line, 1)}:${Math.max(col, 1)} ${yamlMistake(problem.code)}.`);
  }
  const lineOf: YamlSource['lineOf'] = (place) => {
    for (let depth = place.length; depth > 0; depth -= 1) {
      const node: unknown = document.getIn(place.slice(0, depth), true);
      if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
    }
    return 1;
  };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { value, lineOf };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'cannot be read as YAML';
    throw new UsageError(`${path}: ${reason}.`, { cause });
  }
}

/** The value of such a file. @throws as {@link readYamlSource} */
export async function readYamlFile(path: string): Promise<unknown> {
  return (await readYamlSource(path)).value;
}

/** The text of a file, or of standard input for `-`. @throws UsageError when it cannot be read, or is too large */
export async function readTextFile(path: string): Promise<string> {
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
