import { createHash } from 'node:crypto';

const CRLF = '\r\n';
/** Written in the place of a boundary, of which each request of a client has another one. */
const BOUNDARY = Buffer.from('\0boundary\0');

/** Tells one multipart form from another while its bytes come in, cut anywhere: by its parts, whatever its boundary is. */
export class FormHash {
  readonly #hash = createHash('sha256');
  readonly #delimiter: Buffer;
  /** Bytes that may be the beginning of a delimiter. */
  #held: Buffer;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`);
    // The first delimiter is at the very beginning.
    this.#held = Buffer.from(CRLF);
  }

  take(piece: Buffer): void {
    const delimiter = this.#delimiter;
    const bytes = Buffer.concat([this.#held, piece]);
    let at = 0;
    for (let found = bytes.indexOf(delimiter); found >= 0; found = bytes.indexOf(delimiter, at)) {
      this.#hash.update(bytes.subarray(at, found)).update(BOUNDARY);
      at = found + delimiter.length;
    }
    const end = Math.max(at, bytes.length - delimiter.length + 1);
    this.#hash.update(bytes.subarray(at, end));
    this.#held = bytes.subarray(end);
  }

  /** The form is whole. */
  end(): string {
    return this.#hash.update(this.#held).digest('base64');
  }
}
