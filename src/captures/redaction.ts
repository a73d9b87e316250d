import { REDACTIONS } from '../config/redactions';
import { apart, withoutStretches } from './stretch';
import type { Stretch } from './stretch';
import { TextPattern } from './text-pattern';

/**
 * Each in linear time: it begins with a character that tells, repetitions are bounded, and none can exchange characters with its
 * neighbour for long. The first group is what goes in front of that character.
 */
const KNOWN: Readonly<Record<(typeof REDACTIONS)[number], RegExp>> = {
  email: /@(?<=([\w.+-]{1,64})@)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g,
  card: /\b\d(?:[ -]?\d){12,18}\b/g,
  phone: /\+\d(?:[ ()./-]?\d){6,14}/g,
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
  ip: /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
};

/** Takes out what patterns name: known kinds, and texts in which `*` is any run of characters without a space. */
export class Redaction {
  readonly #patterns: readonly (RegExp | TextPattern)[];

  /** @param patterns of a key or group; what is no known kind is a text */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((text) => {
      const known = REDACTIONS.find((name) => name === text);
      return known === undefined ? new TextPattern(text) : KNOWN[known];
    });
  }

  /** Where a text has what is to be taken out, in order; none touches another. */
  stretches(text: string): readonly Stretch[] {
    return apart(
      this.#patterns.flatMap((pattern) =>
        pattern instanceof TextPattern ? pattern.stretches(text) : matchesOf(pattern, text),
      ),
    );
  }

  apply(text: string): string {
    return withoutStretches(text, this.stretches(text), 0);
  }
}

function matchesOf(pattern: RegExp, text: string): Stretch[] {
  return Array.from(text.matchAll(pattern), ({ index, 0: found, 1: front = '' }) => ({
    start: index - front.length,
    end: index + found.length,
  }));
}
