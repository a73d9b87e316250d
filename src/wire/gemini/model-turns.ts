import type { Turn } from '../canonical/canonical-request';
import type { ContentPart } from '../canonical/content-part';
import type { SealedPlace } from '../canonical/part-seal';

/**
 * The turns with the model's put together: the SDKs' chats keep each chunk of a stream as a content of its own, so that one answer
 * comes back as many. Pieces of a text are one text again, and what was sealed is where it was.
 */
export function withWholeAnswers(turns: readonly Turn[]): readonly Turn[] {
  const whole: Turn[] = [];
  for (let at = 0; at < turns.length;) {
    const turn = turns[at++];
    if (turn === undefined) break;
    if (turn.role !== 'assistant') {
      whole.push(turn);
      continue;
    }
    const parts = [...turn.parts];
    for (; turns[at]?.role === 'assistant'; at++) parts.push(...(turns[at]?.parts ?? []));
    whole.push({ ...turn, parts: joined(placed(parts)) });
  }
  return whole;
}

/** What the parts that a seal held are told apart by. */
function placeOf(part: ContentPart): SealedPlace | undefined {
  return (part as { readonly place?: SealedPlace }).place;
}

/** Each sealed part goes to its place among the texts since the last call; to their beginning where a client changed them. */
function placed(parts: readonly ContentPart[]): ContentPart[] {
  const done: ContentPart[] = [];
  let since = 0;
  let said = 0;
  for (const part of parts) {
    const place = placeOf(part);
    if (place === undefined) {
      done.push(part);
      if (part.kind === 'text') said += part.text.length;
      if (part.kind !== 'tool_call') continue;
      since = done.length;
      said = 0;
    } else {
      insert(done, since, part, place.of === said ? place.after : 0);
    }
  }
  return done;
}

/** Puts a part behind so much text, and behind the sealed parts that are there. */
function insert(done: ContentPart[], since: number, part: ContentPart, after: number): void {
  let left = after;
  let at = since;
  for (; at < done.length; at++) {
    const other = done[at];
    if (other === undefined) break;
    if (placeOf(other) !== undefined) continue;
    if (left === 0) break;
    if (other.kind !== 'text') continue;
    if (other.text.length > left) {
      const [before, behind] = [other.text.slice(0, left), other.text.slice(left)];
      done.splice(at, 1, { ...other, text: before, signature: undefined }, part, { ...other, text: behind });
      return;
    }
    left -= other.text.length;
  }
  done.splice(at, 0, part);
}

/** Neighbouring pieces of a text, or of thoughts, that nobody signed are one. */
function joined(parts: readonly ContentPart[]): readonly ContentPart[] {
  const whole: ContentPart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (isPiece(part) && last?.kind === part.kind && isPiece(last)) {
      whole[whole.length - 1] = { ...last, text: last.text + part.text };
    } else whole.push(part);
  }
  return whole;
}

function isPiece(part: ContentPart): part is Extract<ContentPart, { kind: 'text' | 'reasoning' }> {
  return (part.kind === 'text' || part.kind === 'reasoning') && part.signature === undefined;
}
