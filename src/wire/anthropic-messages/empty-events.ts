import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsOf } from '../canonical/frame-reader';

/** What comes before the first token is small. */
const MAX_BYTES = 4_096;

/**
 * Whether events say no more than that a message begins, and its first block of text or thinking: the first token comes in the
 * event behind that.
 * @param frames whole ones
 */
export function areEmptyEvents(frames: Buffer): boolean {
  return frames.length <= MAX_BYTES && objectsOf(frames).every(isEmptyEvent);
}

function isEmptyEvent({ type, content_block: block }: JsonObject): boolean {
  if (type === 'message_start' || type === 'ping') return true;
  return (
    type === 'content_block_start' && isObject(block) && (block['text'] === '' || block['thinking'] === '')
  );
}
