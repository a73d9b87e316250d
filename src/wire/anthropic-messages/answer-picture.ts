import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, TextPart } from '../canonical/content-part';

/** What a picture in a text begins with, and its end. */
const BEGINNING = '![](data:image/';
const END = ')';
const BASE64 = ';base64,';
const SUBTYPE = /^[\w.+-]+$/;
/** No media type is longer. */
const MAX_TYPE = 64;

/** A picture that another provider's model made, as a text: an answer of this wire has no block for one. */
export function pictureText(mediaType: string, data: string): string {
  return `![](data:${mediaType}${BASE64}${data})`;
}

/**
 * An earlier answer with its pictures as pictures: as a text each would be as many tokens as it has bytes. A signature behind one is
 * the picture's.
 */
export function withPictures(turn: Turn): Turn {
  if (turn.role !== 'assistant' || !turn.parts.some(holdsPicture)) return turn;
  const parts: ContentPart[] = [];
  for (const part of turn.parts.flatMap((one) => (holdsPicture(one) ? split(one) : [one]))) {
    const last = parts.at(-1);
    if (last?.kind === 'image' && part.kind === 'text' && part.text === '' && part.signature !== undefined)
      parts[parts.length - 1] = { ...last, signature: part.signature };
    else parts.push(part);
  }
  return { ...turn, parts };
}

function holdsPicture(part: ContentPart): part is TextPart {
  return part.kind === 'text' && part.text.includes(BEGINNING);
}

/** A cache mark stays behind the last of the pieces: Claude takes few marks. */
function split({ cache, ...part }: TextPart): ContentPart[] {
  const { text, at } = part;
  const parts: ContentPart[] = [];
  let from = 0;
  for (let start = text.indexOf(BEGINNING); start >= 0; start = text.indexOf(BEGINNING, start + 1)) {
    const type = start + BEGINNING.length;
    const found = text.slice(type, type + MAX_TYPE).indexOf(BASE64);
    if (found < 0 || !SUBTYPE.test(text.slice(type, type + found))) continue;
    const data = type + found + BASE64.length;
    // Each byte is looked at once: what has no end has none further on.
    const end = text.indexOf(END, data);
    if (end < 0) break;
    if (start > from) parts.push({ ...part, text: text.slice(from, start) });
    const mediaType = `image/${text.slice(type, type + found)}`;
    parts.push({
      kind: 'image',
      source: { type: 'inline', mediaType, data: text.slice(data, end) },
      at,
    });
    from = end + END.length;
    start = end;
  }
  if (from < text.length || parts.length === 0) parts.push({ ...part, text: text.slice(from) });
  const last = parts.pop();
  return last === undefined ? parts : [...parts, { ...last, cache }];
}
