import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { ContentPart, OpaquePart } from '../canonical/content-part';

/** Who alone understands them: whichever upstream answers with this field (OpenRouter, MiniMax). */
export const DETAILS_MAKER = 'reasoning_details';
const TYPE = 'reasoning_details';
/** The field of an entry that comes in pieces, by its type. */
const PIECES: ReadonlyMap<unknown, string> = new Map([
  ['reasoning.text', 'text'],
  ['reasoning.summary', 'summary'],
]);

/**
 * `reasoning_details` of an answer, put together from their pieces: what signs or encrypts the reasoning, and has to come back
 * "unmodified" in the next turn of a tool loop.
 * Format: https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
export class ReasoningDetails {
  #entries: Record<string, unknown>[] = [];
  /** Whether one of them is: it is asked about at every call of a tool. */
  #isSigned = false;

  add(pieces: readonly JsonObject[]): void {
    for (const piece of pieces) {
      if (isSigned(piece)) this.#isSigned = true;
      const last = this.#entries.at(-1);
      const field = PIECES.get(piece['type']);
      if (last === undefined || field === undefined || !continues(last, piece))
        this.#entries.push({ ...piece });
      else goOn(last, piece, field);
    }
  }

  /** The entries that have come; none while they are text alone, as {@link take}. */
  get signed(): readonly JsonObject[] {
    return this.#isSigned ? this.#entries : [];
  }

  /** What has come since it was last taken; undefined while that is text alone, which says no more than the reasoning itself. */
  take(): JsonObject | undefined {
    const details = this.#entries;
    if (!this.#isSigned) return undefined;
    this.#entries = [];
    this.#isSigned = false;
    return { type: TYPE, details };
  }
}

/** Whether an entry holds what its provider alone understands. */
function isSigned({ signature, data }: JsonObject): boolean {
  return (signature ?? '') !== '' || (data ?? '') !== '';
}

/** Whether a piece belongs to the entry before it. */
function continues(last: JsonObject, piece: JsonObject): boolean {
  const id = piece['id'] ?? last['id'];
  return last['type'] === piece['type'] && last['index'] === piece['index'] && (last['id'] ?? id) === id;
}

function goOn(last: Record<string, unknown>, piece: JsonObject, field: string): void {
  const text = `${textIn(last, field)}${textIn(piece, field)}`;
  for (const [name, value] of Object.entries(piece)) if ((value ?? '') !== '') last[name] = value;
  last[field] = text;
}

/** The text of pieces, for upstreams that tell it nowhere else. */
export function detailsText(pieces: readonly JsonObject[]): string {
  return pieces.map((piece) => textIn(piece, PIECES.get(piece['type']) ?? '')).join('');
}

function textIn(fields: JsonObject, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** The details of an earlier answer, as a request's message has them. */
export function returnedDetails(parts: readonly ContentPart[]): readonly JsonObject[] {
  return parts.flatMap((part) => {
    const details = part.kind === 'opaque' && isDetails(part) ? part.value['details'] : undefined;
    return objectsIn(details);
  });
}

/** Whether a part is of this field. */
export function isDetails({ maker }: OpaquePart): boolean {
  return maker === DETAILS_MAKER;
}
