/**
 * Gives the fields at the top of an object of JSON other names, while its text comes in pieces; all the rest of it stays as it is
 * written. A text that is no object passes as it is.
 */
export class RenamedFields {
  #depth = 0;
  #isName = false;
  #inText = false;
  #escaped = false;
  /** What has come of a name at the top, from its quote on. */
  #name = '';

  /** @param names the other names by those in the text */
  constructor(private readonly names: ReadonlyMap<string, string>) {}

  /** @returns what the piece completes */
  take(piece: string): string {
    let told = '';
    for (const sign of piece) {
      if (this.#name === '' && !this.#begins(sign)) {
        told += sign;
        this.#pass(sign);
        continue;
      }
      this.#name += sign;
      if (this.#name !== '"' && this.#closes(sign)) told += this.end();
    }
    return told;
  }

  /** The text is over. @returns what is left of it */
  end(): string {
    const name = this.#name;
    this.#name = '';
    const other = this.names.get(textIn(name));
    return other === undefined ? name : JSON.stringify(other);
  }

  #begins(sign: string): boolean {
    const begins = this.#isName && sign === '"';
    if (begins) this.#isName = false;
    return begins;
  }

  /** Whether a sign within a text ends it. */
  #closes(sign: string): boolean {
    const isEscaped = this.#escaped;
    this.#escaped = !isEscaped && sign === '\\';
    return !isEscaped && sign === '"';
  }

  #pass(sign: string): void {
    if (this.#inText) {
      this.#inText = !this.#closes(sign);
      return;
    }
    if (sign === '"') this.#inText = true;
    else if (sign === '{' || sign === '[') this.#isName = ++this.#depth === 1 && sign === '{';
    else if (sign === '}' || sign === ']') this.#depth--;
    else if (sign === ',') this.#isName = this.#depth === 1;
  }
}

/** @returns the text that is written so; itself where it is not one */
function textIn(written: string): string {
  try {
    return JSON.parse(written) as string;
  } catch {
    return written;
  }
}
