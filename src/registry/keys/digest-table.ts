/** 32-bit words of a SHA-256 digest. */
const WORDS = 8;
const FIRST_CAPACITY = 16;

/**
 * A map whose keys are SHA-256 digests, each a text of 32 characters of one byte (`latin1`). The digests lie side by side
 * in one array, so that among 100,000 of them a search touches two places in memory; in a `Map` it is seven, and each is
 * a wait. A digest is its own hash. Open addressing, linear probing, at most half full.
 */
export class DigestTable<V extends object> {
  #capacity = FIRST_CAPACITY;
  #digests = new Int32Array(FIRST_CAPACITY * WORDS);
  #values: (V | undefined)[] = emptyPlaces(FIRST_CAPACITY);
  #size = 0;

  get(digest: string): V | undefined {
    return this.#values[this.#placeOf(digest)];
  }

  set(digest: string, value: V): void {
    if (this.#size * 2 >= this.#capacity) this.#grow();
    const place = this.#placeOf(digest);
    if (this.#values[place] === undefined) {
      this.#size++;
      for (let word = 0; word < WORDS; word++) this.#digests[place * WORDS + word] = wordOf(digest, word);
    }
    this.#values[place] = value;
  }

  delete(digest: string): void {
    const mask = this.#capacity - 1;
    let hole = this.#placeOf(digest);
    if (this.#values[hole] === undefined) return;
    this.#size--;
    // Whatever was pushed on by the one that goes moves up: a gap would end the search for it.
    for (let place = (hole + 1) & mask; this.#values[place] !== undefined; place = (place + 1) & mask) {
      const home = (this.#digests[place * WORDS] ?? 0) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      this.#move(place, hole);
      hole = place;
    }
    this.#values[hole] = undefined;
  }

  /** Where a digest is, or would be put. */
  #placeOf(digest: string): number {
    const mask = this.#capacity - 1;
    let place = wordOf(digest, 0) & mask;
    while (this.#values[place] !== undefined && !this.#holds(place, digest)) place = (place + 1) & mask;
    return place;
  }

  #holds(place: number, digest: string): boolean {
    const first = place * WORDS;
    for (let word = 0; word < WORDS; word++) {
      if (this.#digests[first + word] !== wordOf(digest, word)) return false;
    }
    return true;
  }

  #move(from: number, to: number): void {
    this.#digests.copyWithin(to * WORDS, from * WORDS, (from + 1) * WORDS);
    this.#values[to] = this.#values[from];
  }

  #grow(): void {
    const digests = this.#digests;
    const values = this.#values;
    this.#capacity *= 2;
    this.#digests = new Int32Array(this.#capacity * WORDS);
    this.#values = emptyPlaces(this.#capacity);
    const mask = this.#capacity - 1;
    for (const [from, value] of values.entries()) {
      if (value === undefined) continue;
      const words = digests.subarray(from * WORDS, (from + 1) * WORDS);
      let place = (words[0] ?? 0) & mask;
      while (this.#values[place] !== undefined) place = (place + 1) & mask;
      this.#digests.set(words, place * WORDS);
      this.#values[place] = value;
    }
  }
}

function emptyPlaces(count: number): undefined[] {
  return new Array<undefined>(count).fill(undefined);
}

function wordOf(digest: string, word: number): number {
  const at = word * 4;
  return (
    digest.charCodeAt(at) |
    (digest.charCodeAt(at + 1) << 8) |
    (digest.charCodeAt(at + 2) << 16) |
    (digest.charCodeAt(at + 3) << 24)
  );
}
