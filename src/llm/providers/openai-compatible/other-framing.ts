import { parseExactObject } from '../../../json/exact-json';
import { replayCompletion } from '../../../wire/openai-chat/replay-completion';
import { errorWithin } from './error-within';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACKET = 0x5d;
const DONE = 'data: [DONE]';
/** What the first line of an event stream begins with: https://html.spec.whatwg.org/multipage/server-sent-events.html */
const FIELDS = /^\s*(?:data|event|id|retry)?:/;
/** Longer than any of them, and than what may be before it. */
const FIELD_BYTES = 64;

/** Whether a body is a stream of events, whatever its head says. */
export function isEvents(body: Buffer): boolean {
  return FIELDS.test(body.toString('latin1', 0, FIELD_BYTES).replace('\u00ef\u00bb\u00bf', ''));
}

/** A whole answer without the end of a stream behind it, which some gateways write there too. */
export function withoutDone(body: Buffer): Buffer {
  if (body[0] !== OPEN_BRACE) return body;
  let end = body.length - 1;
  while (end > 0 && (body[end] === 0x0a || body[end] === 0x0d || body[end] === 0x20)) end--;
  if (body[end] !== CLOSE_BRACKET) return body;
  const done = end + 1 - DONE.length;
  return body.toString('latin1', done, end + 1) === DONE ? body.subarray(0, done) : body;
}

/**
 * The events of an answer that was to be a stream, whatever its head says: as they came, or of a whole answer, which servers
 * give that do not stream. Undefined for anything else.
 */
export function eventsOf(body: Buffer): Buffer | undefined {
  if (isEvents(body)) return body;
  const answer = parseExactObject(withoutDone(body).toString('utf8'));
  if (answer === undefined || errorWithin(answer) !== undefined) return undefined;
  const events = replayCompletion(answer);
  return events === undefined ? undefined : Buffer.from(events);
}
