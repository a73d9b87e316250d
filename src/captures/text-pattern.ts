import type { Stretch } from './stretch';

/** Between two texts of a pattern are so many characters at most. */
const MOST_BETWEEN = 64;

/**
 * Texts with `*` between them, each of which is any run of characters without a space and without a quote; behind the last text it
 * has no limit. Found in a time that grows with the text: each part is looked for onwards alone, and taken where it comes first.
 * Where a later place would have been the right one, the next part may be so much further away.
 */
export class TextPattern {
  readonly #first: string;
  readonly #others: readonly string[];

  /** @param pattern begins with a text */
  constructor(pattern: string) {
    const [first = '', ...others] = pattern.split(/\*+/);
    this.#first = first;
    this.#others = others;
  }

  /** Where a text has it, in order. */
  stretches(text: string): Stretch[] {
    const found: Stretch[] = [];
    const others = this.#others.map((part) => new NextPlace((from) => text.indexOf(part, from)));
    const blank = new NextPlace((from) => nextBlank(text, from));
    let start = text.indexOf(this.#first);
    while (start >= 0) {
      const end = this.#endOf(text, start + this.#first.length, others, blank);
      if (end !== undefined) found.push({ start, end });
      start = text.indexOf(this.#first, Math.max(start + 1, end ?? 0));
    }
    return found;
  }

  #endOf(text: string, begun: number, others: readonly NextPlace[], blank: NextPlace): number | undefined {
    let at = begun;
    for (let index = 0; index < others.length; index++) {
      const part = this.#others[index] ?? '';
      const isLast = index === others.length - 1;
      if (isLast && part === '') return Math.min(blank.from(at), text.length);
      const latest = Math.min(at + MOST_BETWEEN * (2 * index + 1), blank.from(at));
      const place = others[index]?.from(at) ?? Infinity;
      if (place > latest) return undefined;
      at = (isLast ? text.lastIndexOf(part, latest) : place) + part.length;
    }
    return at;
  }
}

/** Where something comes next, asked for places that only go on; Infinity where it does not come any more. */
class NextPlace {
  #place = -1;

  constructor(private readonly search: (from: number) => number) {}

  from(at: number): number {
    if (this.#place < at) {
      const found = this.search(at);
      this.#place = found < 0 ? Infinity : found;
    }
    return this.#place;
  }
}

const BLANK = /[\s"]/g;

function nextBlank(text: string, from: number): number {
  BLANK.lastIndex = from;
  return BLANK.exec(text)?.index ?? -1;
}
