import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { choicesOf } from './chunk';

const CONTENT = Buffer.from('"content":"');
const QUOTE = 0x22;

/**
 * The characters of an answer of which most chunks are not parsed. Where a provider tells no usage, it is estimated by them:
 * what the smallest of those chunks has beside what it says, the others have too.
 */
export class SaidCharacters {
  #known = 0;
  /** Of chunks that were not parsed. */
  #chunks = 0;
  #bytes = 0;
  #leastBytes = Infinity;
  #besideBytes = 0;

  get total(): number {
    return this.#known + Math.max(0, this.#bytes - this.#chunks * this.#besideBytes);
  }

  /** A chunk of which it is known how much it says. */
  addKnown(characters: number): void {
    this.#known += characters;
  }

  addParsed(chunk: JsonObject): void {
    this.#known += charactersIn(chunk);
  }

  /** A chunk that is not parsed: the bytes between two places. */
  addUnread(bytes: Buffer, start: number, end: number): void {
    const size = end - start;
    this.#chunks++;
    this.#bytes += size;
    if (size >= this.#leastBytes) return;
    this.#leastBytes = size;
    this.#besideBytes = size - contentBytes(bytes, start, end);
  }
}

/** Bytes of the text in a chunk that is not parsed; 0 where none is found. */
function contentBytes(bytes: Buffer, start: number, end: number): number {
  const chunk = bytes.subarray(start, end);
  const at = chunk.indexOf(CONTENT);
  const from = at + CONTENT.length;
  return at < 0 ? 0 : Math.max(0, chunk.indexOf(QUOTE, from) - from);
}

/** Characters of text, reasoning and arguments in a chunk. */
function charactersIn(chunk: JsonObject): number {
  let sum = 0;
  const count = (...texts: readonly unknown[]): void => {
    for (const text of texts) if (typeof text === 'string') sum += text.length;
  };
  for (const { delta: given, message } of choicesOf(chunk)) {
    const delta = given ?? message;
    if (!isObject(delta)) continue;
    count(delta['content'], delta['reasoning_content'], delta['reasoning'], delta['refusal']);
    const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : [];
    for (const call of calls.filter(isObject)) {
      if (isObject(call['function'])) count(call['function']['name'], call['function']['arguments']);
    }
  }
  return sum;
}
