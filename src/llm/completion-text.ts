/** Where the text of a completion begins: https://platform.openai.com/docs/api-reference/completions/object */
const TEXT = /"text"\s*:\s*"/g;
/** No mark is longer, blanks included; the next piece is looked through with so much of the one before it. */
const CARRIED = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Counts the bytes of the texts in completions that pass, piece by piece. */
export class CompletionText {
  bytes = 0;
  #isWithin = false;
  #isEscaped = false;
  #carried = '';

  add(piece: Buffer): void {
    const found = this.#carried + piece.toString('latin1');
    this.#carried = '';
    for (let at = 0; at < found.length;) {
      if (this.#isWithin) {
        at = this.#endFrom(found, at);
        continue;
      }
      TEXT.lastIndex = at;
      const mark = TEXT.exec(found);
      if (mark === null) {
        this.#carried = found.slice(Math.max(at, found.length - CARRIED));
        return;
      }
      this.#isWithin = true;
      at = TEXT.lastIndex;
    }
  }

  /** Counts up to the end of a text. @returns the place behind it, or that of the piece's end */
  #endFrom(found: string, from: number): number {
    for (let at = from; at < found.length; at++) {
      const code = found.charCodeAt(at);
      if (!this.#isEscaped && code === QUOTE) {
        this.#isWithin = false;
        return at + 1;
      }
      this.#isEscaped = !this.#isEscaped && code === BACKSLASH;
      if (!this.#isEscaped) this.bytes++;
    }
    return found.length;
  }
}
