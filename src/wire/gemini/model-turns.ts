import type { Turn } from '../canonical/canonical-request';
import { isCitedApart, withCitations } from '../canonical/cited-texts';
import type { CitedApart } from '../canonical/cited-texts';
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
    const first = at - 1;
    while (turns[at]?.role === 'assistant') at++;
    const parts = turns.slice(first, at).flatMap((one) => one.parts);
    whole.push({ ...turn, parts: placed(parts) });
  }
  return whole;
}

/** What the parts that a seal held are told apart by. */
function placeOf(part: ContentPart): SealedPlace | undefined {
  return (part as { readonly place?: SealedPlace }).place;
}

/** A part that a seal held, and behind how much text since the last call it is. */
interface Placed {
  readonly part: ContentPart;
  readonly after: number;
}

/**
 * Each sealed part goes to its place among the texts since the last call, to their beginning where a client changed them; pieces
 * of one text are one again, and what it rests on is with it.
 */
function placed(parts: readonly ContentPart[]): readonly ContentPart[] {
  const done: ContentPart[] = [];
  let said: ContentPart[] = [];
  let sealed: Placed[] = [];
  let cited: CitedApart[] = [];
  let length = 0;
  const end = (): void => {
    const whole = joined(sealed.length === 0 ? said : merged(said, sealed));
    for (const part of withCitations(whole, cited)) done.push(part);
    said = [];
    sealed = [];
    cited = [];
    length = 0;
  };
  for (const part of parts) {
    const place = placeOf(part);
    if (isCitedApart(part)) cited.push(part);
    else if (place !== undefined) sealed.push({ part, after: place.of === length ? place.after : 0 });
    else if (part.kind === 'tool_call') {
      end();
      done.push(part);
    } else {
      said.push(part);
      if (part.kind === 'text') length += part.text.length;
    }
  }
  end();
  return done;
}

/** The parts with each sealed one behind its length of text, in front of what comes there and behind the sealed parts before it. */
function merged(said: readonly ContentPart[], sealed: readonly Placed[]): ContentPart[] {
  const waiting = sealed.toSorted((one, other) => one.after - other.after);
  const parts: ContentPart[] = [];
  let next = 0;
  let length = 0;
  const putUpTo = (end: number): void => {
    for (let one = waiting[next]; one !== undefined && one.after <= end; one = waiting[++next])
      parts.push(one.part);
  };
  for (const part of said) {
    putUpTo(length);
    if (part.kind !== 'text') {
      parts.push(part);
      continue;
    }
    let rest = part;
    const end = length + part.text.length;
    for (let one = waiting[next]; one !== undefined && one.after < end; one = waiting[next]) {
      const before = rest.text.slice(0, one.after - length);
      parts.push({ ...rest, text: before, signature: undefined });
      rest = { ...rest, text: rest.text.slice(before.length) };
      length = one.after;
      putUpTo(length);
    }
    parts.push(rest);
    length = end;
  }
  putUpTo(Infinity);
  return parts;
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
