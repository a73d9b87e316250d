import { invalid } from '../errors/invalid-field';
import type { GatewayError } from '../errors/gateway-error';

const CRLF = '\r\n';
const HEADERS_END = Buffer.from('\r\n\r\n');
/** A part's own headers are two short lines. */
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_MODEL_BYTES = 1_024;
const MAX_PARTS = 1_000;
/** Names that every parser reads alike; OpenAI's are words, some with brackets. */
const PLAIN_NAME = /^[\w.[\]-]{1,128}$/;
const DISPOSITION = /(?:^|\r\n)content-disposition[ \t]*:([^\r\n]*)/gi;
const ENCODING = /(?:^|\r\n)content-transfer-encoding[ \t]*:[ \t]*(?!(?:7bit|8bit|binary)[ \t]*(?:\r\n|$))/i;
const PARAMETER = /;[ \t]*([\w*-]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^;"]*)/g;
/** The same as browsers write it, to whose readers a backslash is no escape: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
const UNESCAPED = /;[ \t]*([\w*-]+)[ \t]*=[ \t]*("[^"]*"|[^;"]*)/g;

/** A blank, a tab, and what line breaks are made of. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, 0x0a]);

/** Where a value is in a body, in bytes from its beginning. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A media type with parameters that every parser reads alike: no escapes, nothing between them. */
const MEDIA_TYPE =
  /^multipart\/form-data((?:[ \t]*;[ \t]*[\w-]+=(?:"[^"\\\r\n]*"|[^\s;",\\]+))+)[ \t]*(?:;[ \t]*)?$/i;
const MEDIA_PARAMETER = /;[ \t]*([\w-]+)=(?:"([^"]*)"|([^\s;",]+))/g;
const MAX_BOUNDARY = 70;

/**
 * The boundary of a form (RFC 2046 §5.1.1). Another one inside of a quoted parameter, or a second one, would divide the body
 * otherwise for the target than for us.
 * @returns undefined where the type names none, or could be read in two ways
 */
export function boundaryOf(contentType: string): string | undefined {
  const [, parameters = ''] = MEDIA_TYPE.exec(contentType) ?? [];
  const boundaries = [...parameters.matchAll(MEDIA_PARAMETER)].filter(
    ([, name = '']) => name.toLowerCase() === 'boundary',
  );
  const [only] = boundaries;
  const boundary = only?.[2] ?? only?.[3] ?? '';
  return boundaries.length === 1 && boundary !== '' && boundary.length <= MAX_BOUNDARY ? boundary : undefined;
}

type State = 'content' | 'delimiter' | 'headers' | 'over';

/**
 * Reads the names of a form's fields, and the value of `model`, while its bytes pass, cut anywhere; of the contents nothing is
 * kept. What different parsers could read in different ways is refused: the target must not find another model than we did.
 * Format: RFC 7578, RFC 2046 §5.1
 */
export class MultipartFields {
  /** The value of `model`, once it has come; empty values do not count. */
  model: string | undefined;
  place: Place | undefined;
  readonly #delimiter: Buffer;
  #state: State = 'content';
  /** Bytes that were looked at, and may be the beginning of something. */
  #held: Buffer;
  /** Where the held bytes begin in the body. */
  #at: number;
  /** The content of `model` so far. */
  #value: { readonly start: number; text: string } | undefined;
  #parts = 0;
  #begun = false;

  /** @param check throws for a field that a caller must not send */
  constructor(
    boundary: string,
    private readonly check: (name: string) => void,
  ) {
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`);
    // The first delimiter may be at the very beginning.
    this.#held = Buffer.from(CRLF);
    this.#at = -CRLF.length;
  }

  /** Takes the next bytes. @throws GatewayError INVALID_REQUEST for a form that must not pass */
  take(piece: Buffer): void {
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    let at = 0;
    while (at < bytes.length) {
      const next = this.#step(bytes, at);
      if (next === undefined) break;
      at = next;
    }
    this.#held = Buffer.from(bytes.subarray(at));
    this.#at += at;
  }

  /** The body has ended. @throws GatewayError INVALID_REQUEST for one that is not whole */
  end(): void {
    if (this.#state !== 'over') throw broken('it ends before its last boundary');
  }

  /** @returns where to go on; undefined where more bytes are needed */
  #step(bytes: Buffer, at: number): number | undefined {
    switch (this.#state) {
      case 'content':
        return this.#content(bytes, at);
      case 'delimiter':
        return this.#delimited(bytes, at);
      case 'headers':
        return this.#headers(bytes, at);
      case 'over':
        return this.#after(bytes, at);
    }
  }

  /** As before the first one: what follows the last boundary is read by some parsers, and not by others. */
  #after(bytes: Buffer, at: number): number {
    for (let index = at; index < bytes.length; index++) {
      if (!BLANKS.has(bytes[index] ?? 0)) throw broken('something follows its last boundary');
    }
    return bytes.length;
  }

  #content(bytes: Buffer, at: number): number | undefined {
    if (!this.#begun) return this.#first(bytes, at);
    const found = bytes.indexOf(this.#delimiter, at);
    const end = found < 0 ? Math.max(at, bytes.length - this.#delimiter.length + 1) : found;
    if (this.#value !== undefined) {
      this.#value.text += bytes.toString('latin1', at, end);
      if (this.#value.text.length > MAX_MODEL_BYTES)
        throw invalid('model', 'The model is not the name of one.');
    }
    if (found < 0) return end === at ? undefined : end;
    if (this.#value !== undefined) this.#endModel(this.#value, this.#at + found);
    this.#state = 'delimiter';
    return found + this.#delimiter.length;
  }

  /** What precedes the first boundary would be read by some parsers, and not by others. */
  #first(bytes: Buffer, at: number): number | undefined {
    const { length } = this.#delimiter;
    if (bytes.length - at < length) return undefined;
    if (bytes.compare(this.#delimiter, 0, length, at, at + length) !== 0) {
      throw broken('it does not begin with its boundary');
    }
    this.#state = 'delimiter';
    return at + length;
  }

  #endModel({ start, text }: { readonly start: number; readonly text: string }, end: number): void {
    this.#value = undefined;
    this.place = { start, end };
    this.model = Buffer.from(text, 'latin1').toString('utf8').trim();
  }

  #delimited(bytes: Buffer, at: number): number | undefined {
    if (bytes.length - at < 2) return undefined;
    const next = bytes.toString('latin1', at, at + 2);
    if (next !== CRLF && next !== '--') throw broken('a boundary is not followed by a line break');
    if (next === '--' && !this.#begun) throw broken('it has no fields');
    this.#state = next === CRLF ? 'headers' : 'over';
    this.#begun = true;
    return next === CRLF ? at : at + 2;
  }

  #headers(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf(HEADERS_END, at);
    if (end < 0 || end - at > MAX_HEADER_BYTES) {
      if (bytes.length - at > MAX_HEADER_BYTES) throw broken("a field's headers are too long");
      return undefined;
    }
    if (++this.#parts > MAX_PARTS) throw broken(`it has more than ${MAX_PARTS} fields`);
    const name = nameOf(bytes.toString('latin1', at, end));
    this.check(name);
    const start = this.#at + end + HEADERS_END.length;
    if (name === 'model') {
      if (this.place !== undefined) throw invalid('model', 'The form has more than one field model.');
      this.#value = { start, text: '' };
    }
    this.#state = 'content';
    return end + HEADERS_END.length;
  }
}

function nameOf(headers: string): string {
  const [disposition, ...others] = [...headers.matchAll(DISPOSITION)];
  const [name, ...otherNames] = namesIn(disposition?.[1] ?? '', PARAMETER);
  const [unescaped, ...otherUnescaped] = namesIn(disposition?.[1] ?? '', UNESCAPED);
  const isOne = others.length + otherNames.length + otherUnescaped.length === 0 && name === unescaped;
  if (!isOne || name === undefined || !PLAIN_NAME.test(name)) throw broken('a field has no plain name');
  if (ENCODING.test(headers) || /\r\n[ \t]/.test(headers))
    throw broken(`the headers of ${name} are not plain`);
  return name;
}

/** The names of a field, as a parser may read them; one that is written in another way (`name*`) counts as empty. */
function namesIn(disposition: string, parameter: RegExp): string[] {
  return [...disposition.matchAll(parameter)]
    .filter(([, key = '']) => /^name\*?$/i.test(key))
    .map(([, key = '', value = '']) =>
      key.endsWith('*') ? '' : value.startsWith('"') ? value.slice(1, -1) : value.trim(),
    );
}

function broken(why: string): GatewayError {
  return invalid('body', `The multipart form is not one that can be passed on: ${why}.`);
}
