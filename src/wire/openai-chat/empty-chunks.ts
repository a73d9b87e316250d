import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsOf } from '../canonical/frame-reader';

/** Chunks without a token are small, and few. */
const MAX_BYTES = 4_096;
const CONTENT = Buffer.from('"content":"');
const QUOTE = 0x22;

/**
 * Whether chunks say no more than that there will be an answer: a role, empty texts, what Azure tells of the prompt's filters.
 * Servers send such a chunk at once, and the first token when they have one.
 * @param frames whole ones
 */
export function areEmptyChunks(frames: Buffer): boolean {
  return frames.length <= MAX_BYTES && !hasContent(frames) && objectsOf(frames).every(isEmptyChunk);
}

/** Most tokens are known by this, without a chunk being parsed. */
function hasContent(frames: Buffer): boolean {
  for (let at = frames.indexOf(CONTENT); at >= 0; at = frames.indexOf(CONTENT, at + 1)) {
    if (frames[at + CONTENT.length] !== QUOTE) return true;
  }
  return false;
}

function isEmptyChunk({ choices, usage }: JsonObject): boolean {
  return Array.isArray(choices) && !isObject(usage) && choices.every(isEmptyChoice);
}

function isEmptyChoice(choice: unknown): boolean {
  if (!isObject(choice) || typeof choice['finish_reason'] === 'string') return false;
  const { delta } = choice;
  return isObject(delta) && Object.entries(delta).every(([name, value]) => name === 'role' || isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
