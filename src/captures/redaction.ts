import { REDACTIONS } from '../config/redactions';
import { apart, withoutStretches } from './stretch';
import type { Stretch } from './stretch';
import { TextPattern } from './text-pattern';
import { firstPlace, placeOf, unescaped } from './unescaped-text';
import type { UnescapedText } from './unescaped-text';

/**
 * Each in linear time: it begins with a character that tells, repetitions are bounded, and none can exchange characters with its
 * neighbour for long. The first group is what goes in front of that character. A space may be one that breaks no line (U+00A0).
 */
const KNOWN: Readonly<Record<(typeof REDACTIONS)[number], readonly RegExp[]>> = {
  email: [/@(?<=([\p{L}\p{N}_.+-]{1,64})@)[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){1,8}/gu],
  card: [/\b\d(?:[ \u00a0-]?\d){12,18}\b/g],
  phone: [
    // With the code of its country: +49 (0)30 123-4567, 0049 30 1234567.
    /(?:\+\(?|\b00)\d(?:[ \u00a0()./-]{0,3}\d){6,14}/g,
    // As in North America: (555) 123-4567, 555-123-4567.
    /(?:\(\d{3}\)[ \u00a0]?|\b\d{3}[ \u00a0.-])\d{3}[ \u00a0.-]\d{4}\b/g,
  ],
  iban: [/\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b/g],
  ip: [
    /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
    // IPv6: eight parts, or fewer around two colons. https://www.rfc-editor.org/rfc/rfc4291#section-2.2
    /(?<![\w:])[\da-f]{1,4}(?::[\da-f]{1,4}){7}(?![\w:])/gi,
    /(?<![\w:])(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6}::(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?|::[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})(?![\w:])/gi,
  ],
};
/** JSON in a text of JSON, as the arguments of a tool are, and JSON in that. */
const MAX_DEPTH = 3;

/** Takes out what patterns name: known kinds, and texts in which `*` is any run of characters without a space. */
export class Redaction {
  readonly #patterns: readonly (RegExp | TextPattern)[];

  /** @param patterns of a key or group; what is no known kind is a text */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.flatMap((text): readonly (RegExp | TextPattern)[] => {
      const known = REDACTIONS.find((name) => name === text);
      return known === undefined ? [new TextPattern(text)] : KNOWN[known];
    });
  }

  /** Where a text, or JSON that it holds, has what is to be taken out, in order; none touches another. */
  stretches(text: string): readonly Stretch[] {
    return apart(this.#found(text, 0));
  }

  /** Takes it out of a text of JSON, whole or not: what an escape says counts, and not how it is written. */
  apply(json: string): string {
    const said = unescaped(json);
    const found = said === undefined ? this.#found(json, 0) : this.#foundIn(said, 0);
    return withoutStretches(json, apart(found), 0);
  }

  #found(text: string, depth: number): readonly Stretch[] {
    const own = this.#patterns.flatMap((pattern) =>
      pattern instanceof TextPattern ? pattern.stretches(text) : matchesOf(pattern, text),
    );
    const said = depth < MAX_DEPTH ? unescaped(text) : undefined;
    if (said === undefined) return own;
    const outside = own
      .map((stretch) => aroundEscapes(stretch, said))
      .filter(({ start, end }) => start < end);
    return [...outside, ...this.#foundIn(said, depth + 1)];
  }

  #foundIn(said: UnescapedText, depth: number): readonly Stretch[] {
    return this.#found(said.text, depth).map(({ start, end }) => ({
      start: placeOf(said, start),
      end: placeOf(said, end),
    }));
  }
}

/** A stretch of a text without a part of an escape: what remains is JSON. */
function aroundEscapes({ start, end }: Stretch, said: UnescapedText): Stretch {
  return { start: firstPlace(said, start), end: firstPlace(said, end) };
}

function matchesOf(pattern: RegExp, text: string): Stretch[] {
  return Array.from(text.matchAll(pattern), ({ index, 0: found, 1: front = '' }) => ({
    start: index - front.length,
    end: index + found.length,
  }));
}
