/** How much a memory holds, and for how long. */
export interface MemoryLimits {
  readonly maxBytes: number;
  readonly maxCount: number;
  readonly ttlMs: number;
}

/** Something that is held for its owner. */
export interface Held {
  readonly owner: string;
  readonly bytes: number;
}

interface Place<Entry> {
  readonly entry: Entry;
  readonly expiresAt: number;
}

/**
 * Entries in the memory of this process, each for its owner and for a time, within a number of bytes: what was put in
 * longest ago goes first.
 */
export class BoundedMemory<Entry extends Held> {
  /** In the order in which they were put in. */
  readonly #places = new Map<string, Place<Entry>>();
  #held = 0;

  /** @param freed told of an entry that goes; @returns the bytes that are free with it */
  constructor(
    private readonly limits: MemoryLimits,
    private readonly freed: (entry: Entry) => number = ({ bytes }) => bytes,
    private readonly now: () => number = Date.now,
  ) {}

  /** Bytes that are held. */
  get heldBytes(): number {
    return this.#held;
  }

  /** @returns undefined if there is no such entry of these owners, or its time is over */
  find(owners: readonly string[], id: string): Entry | undefined {
    const place = this.#places.get(id);
    if (place === undefined || place.expiresAt <= this.now()) return undefined;
    return owners.includes(place.entry.owner) ? place.entry : undefined;
  }

  /** Puts an entry in, in the place of one of the same id. One that alone is over the limit is not held. */
  put(id: string, entry: Entry): void {
    this.drop(id);
    if (entry.bytes > this.limits.maxBytes) return;
    this.#places.set(id, { entry, expiresAt: this.now() + this.limits.ttlMs });
    this.#held += entry.bytes;
    for (const [oldest, { expiresAt }] of this.#places) {
      const over = this.#held > this.limits.maxBytes || this.#places.size > this.limits.maxCount;
      if (!over && expiresAt > this.now()) return;
      this.drop(oldest);
    }
  }

  drop(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#places.delete(id);
    this.#held -= this.freed(place.entry);
  }
}
