import { isObject } from '../../json/json-object';
import { dataOf } from '../canonical/frame-reader';

/** The first events repeat the request with its tools; what is larger says something. */
const MAX_BYTES = 64 * 1024;
const EVENT = /^event: ([\w.]{1,64})\n/;
/** They tell of the answer as a whole. */
const BEGIN = new Set(['response.created', 'response.queued', 'response.in_progress']);
/** Items whose first token comes in an event of its own. */
const EMPTY_ITEMS = new Set(['message', 'reasoning']);

/**
 * Whether events say no more than that a response begins, and its first item, which is empty yet: the first token comes behind that.
 * @param frames whole ones
 */
export function areEmptyEvents(frames: Buffer): boolean {
  return frames.length <= MAX_BYTES && frames.toString('utf8').split('\n\n').every(isEmptyEvent);
}

function isEmptyEvent(frame: string): boolean {
  if (frame === '') return true;
  const name = EVENT.exec(frame)?.[1];
  if (name === undefined) return false;
  if (BEGIN.has(name)) return true;
  if (name === 'response.output_item.added') {
    const item = dataOf(frame)?.['item'];
    return isObject(item) && EMPTY_ITEMS.has(String(item['type']));
  }
  if (name !== 'response.content_part.added' && name !== 'response.reasoning_summary_part.added')
    return false;
  const part = dataOf(frame)?.['part'];
  return isObject(part) && part['text'] === '';
}
