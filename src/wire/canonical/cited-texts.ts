import type { ContentPart, Maker, TextPart } from './content-part';
import type { SealedPart, SealedPlace } from './part-seal';

/** What a text rests on, sealed apart from it: an empty text with the citations, and where its own is. */
export type CitedApart = TextPart & { readonly place: SealedPlace & { readonly length: number } };

/**
 * Citations in their maker's form, for a wire that has another one or none: Claude wants its own back.
 * @param place of the text that rests on them; `of` is known with the part that carries the seal
 */
export function citedApart(
  maker: Maker,
  values: readonly unknown[],
  place: Omit<CitedApart['place'], 'of'>,
): CitedApart {
  return { kind: 'text', text: '', citations: { maker, values }, place: { ...place, of: 0 }, at: '' };
}

/** The same for the part that carries the seal. @param of how long the texts before it are */
export function carriedBehind(of: number): (cited: CitedApart) => CitedApart {
  return (cited) => ({ ...cited, place: { ...cited.place, of } });
}

/** Whether what a seal held is this. */
export function isCitedApart(part: ContentPart | SealedPart): part is CitedApart {
  return part.kind === 'text' && 'place' in part && placeLength(part.place) !== undefined;
}

function placeLength(place: unknown): unknown {
  return typeof place === 'object' && place !== null && 'length' in place ? place.length : undefined;
}

/**
 * The parts with the citations on their texts again, which are split for it. Those for which the texts are not as they were,
 * because a client has changed them, are left out.
 */
export function withCitations(
  parts: readonly ContentPart[],
  cited: readonly CitedApart[],
): readonly ContentPart[] {
  if (cited.length === 0) return parts;
  const length = parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : 0), 0);
  const fitting = cited.filter(({ place }) => place.of === length);
  if (fitting.length === 0) return parts;
  const inOrder = fitting.toSorted((one, other) => one.place.after - other.place.after);
  const told: ContentPart[] = [];
  let next = 0;
  let from = 0;
  for (const part of parts) {
    if (part.kind !== 'text' || part.text === '') {
      told.push(part);
      continue;
    }
    const end = from + part.text.length;
    let rest = part;
    for (let one = inOrder[next]; one !== undefined && one.place.after < end; one = inOrder[++next]) {
      const start = one.place.after - from;
      const words = rest.text.slice(start, start + one.place.length);
      if (start < 0 || words.length < one.place.length) continue;
      const { signature: _signed, citations: _other, cache: _mark, ...plain } = rest;
      if (start > 0) told.push({ ...plain, text: rest.text.slice(0, start) });
      const isLast = start + words.length === rest.text.length;
      told.push({ ...(isLast ? rest : plain), text: words, citations: one.citations });
      from += start + words.length;
      rest = { ...rest, text: rest.text.slice(start + words.length), citations: undefined };
    }
    if (rest.text !== '') told.push(rest);
    from = end;
  }
  return told;
}
