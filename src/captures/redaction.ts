import { REDACTIONS } from '../config/redactions';

const REPLACEMENT = '[REDACTED]';
/** What a `*` of a pattern matches at most. */
const ANY = '[^\\s"]{0,64}';

/** Each in linear time: repetitions are bounded, and none can exchange characters with its neighbour for long. */
const KNOWN: Readonly<Record<(typeof REDACTIONS)[number], RegExp>> = {
  email: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g,
  card: /\b\d(?:[ -]?\d){12,18}\b/g,
  phone: /\+\d(?:[ ()./-]?\d){6,14}/g,
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
  ip: /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
};

/** Takes out what patterns name: known kinds, and texts in which `*` is any run of characters without a space. */
export class Redaction {
  readonly #patterns: readonly RegExp[];

  /** @param patterns of a key or group; what is no known kind is a text */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => {
      const known = REDACTIONS.find((name) => name === pattern);
      return known === undefined ? textPattern(pattern) : KNOWN[known];
    });
  }

  apply(text: string): string {
    return this.#patterns.reduce((rest, pattern) => rest.replace(pattern, REPLACEMENT), text);
  }
}

function textPattern(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(parts.join(ANY), 'g');
}
