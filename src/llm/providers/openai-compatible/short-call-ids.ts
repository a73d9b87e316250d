import { createHash } from 'node:crypto';

const SHORT = /^[A-Za-z0-9]{9}$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 9;

/**
 * Ids of nine letters and digits for the calls of a conversation: the same for the same id, so that prompt caches are hit,
 * and two for two. Ids that have this form stay.
 */
export class ShortCallIds {
  readonly #short = new Map<string, string>();
  readonly #used = new Set<string>();

  /** @param ids all ids of the conversation, in its order */
  constructor(ids: readonly string[]) {
    for (const id of ids) if (SHORT.test(id)) this.#used.add(id);
  }

  /** The id that represents this one. */
  of(id: string): string {
    if (SHORT.test(id)) return id;
    let short = this.#short.get(id);
    for (let attempt = 0; short === undefined; attempt++) {
      const made = digest(attempt === 0 ? id : `${id}#${attempt}`);
      if (!this.#used.has(made)) short = made;
    }
    this.#short.set(id, short);
    this.#used.add(short);
    return short;
  }
}

function digest(text: string): string {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
