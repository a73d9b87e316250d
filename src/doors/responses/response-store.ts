import type { JsonObject } from '../../json/json-object';

/** An answer that is kept, with what a turn that goes on from it needs. */
export interface KeptResponse {
  readonly id: string;
  /** The response object as JSON text. */
  readonly json: string;
  /** The items that came with its request, without those of earlier turns. */
  readonly input: readonly JsonObject[];
  /** Its own items, with what providers need back. */
  readonly output: readonly JsonObject[];
  /** The deployment whose provider keeps it too. */
  readonly keptAt?: string | undefined;
}

/** The items of a conversation, oldest first. */
export interface KeptConversation {
  /** Up to the answer. */
  readonly before: JsonObject[];
  /** The answer's own. */
  readonly output: JsonObject[];
  readonly keptAt: string | undefined;
}

/** How much a store holds, and for how long. */
export interface StoreLimits {
  readonly maxBytes: number;
  readonly maxCount: number;
  readonly ttlMs: number;
}

interface Entry {
  readonly owner: string;
  readonly id: string;
  /** `[json, input, output, keptAt]` as bytes: outside of the heap, and counted as they are. */
  readonly bytes: Buffer;
  /** Ids of its items. */
  readonly items: readonly string[];
  readonly parent: Entry | undefined;
  readonly expiresAt: number;
  /** Later answers that go on from it. */
  children: number;
  listed: boolean;
}

/**
 * Answers in the memory of this process, each for the key that it was made for. What is over a limit pushes the oldest out. An
 * answer that later ones go on from keeps its place in them until they go.
 */
export class ResponseStore {
  /** In the order in which they were put in. */
  readonly #entries = new Map<string, Entry>();
  /** By the ids of the items of answers. */
  readonly #byItem = new Map<string, Entry>();
  #held = 0;

  constructor(
    private readonly limits: StoreLimits,
    private readonly now: () => number = Date.now,
  ) {}

  /** Bytes that are held, also by answers that are left only in later ones. */
  get heldBytes(): number {
    return this.#held;
  }

  /**
   * @param previous the id of the answer that it goes on from
   * @param of whose that is
   */
  put(
    owner: string,
    { id, json, input, output, keptAt }: KeptResponse,
    previous: string | undefined,
    of: readonly string[] = [owner],
  ): void {
    const bytes = Buffer.from(JSON.stringify([json, input, output, keptAt]));
    if (bytes.length > this.limits.maxBytes) return;
    const parent = previous === undefined ? undefined : this.#find(of, previous);
    if (parent !== undefined) parent.children++;
    // A provider's ids are not ours to keep apart.
    const before = this.#entries.get(id);
    if (before !== undefined) this.#unlist(before);
    const expiresAt = this.now() + this.limits.ttlMs;
    const items = output.flatMap((item) => (typeof item['id'] === 'string' ? [item['id']] : []));
    const entry: Entry = { owner, id, bytes, items, parent, expiresAt, children: 0, listed: true };
    this.#entries.set(id, entry);
    for (const item of items) this.#byItem.set(item, entry);
    this.#held += bytes.length;
    this.#makeRoom();
  }

  /** @returns undefined if there is no such answer of this owner, or its time is over */
  get(owner: string, id: string): KeptResponse | undefined {
    const entry = this.#find([owner], id);
    return entry === undefined ? undefined : contents(entry);
  }

  /** The items of a conversation up to and with an answer, oldest first; undefined as for {@link get}. */
  history(owners: readonly string[], id: string): KeptConversation | undefined {
    const entry = this.#find(owners, id);
    if (entry === undefined) return undefined;
    const chain: KeptResponse[] = [];
    for (let one: Entry | undefined = entry; one !== undefined; one = one.parent)
      chain.unshift(contents(one));
    const last = chain.pop();
    return {
      before: [...chain.flatMap(({ input, output }) => [...input, ...output]), ...(last?.input ?? [])],
      output: [...(last?.output ?? [])],
      keptAt: last?.keptAt,
    };
  }

  /** An item of an answer of one of these owners; undefined where there is none. */
  item(owners: readonly string[], id: string): JsonObject | undefined {
    const entry = this.#byItem.get(id);
    if (entry === undefined || this.#find(owners, entry.id) !== entry) return undefined;
    return contents(entry).output.find((item) => item['id'] === id);
  }

  /** @returns whether there was one of this owner */
  delete(owner: string, id: string): boolean {
    const entry = this.#find([owner], id);
    if (entry === undefined) return false;
    this.#unlist(entry);
    return true;
  }

  #find(owners: readonly string[], id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry !== undefined && owners.includes(entry.owner) && entry.expiresAt > this.now()
      ? entry
      : undefined;
  }

  #makeRoom(): void {
    for (const entry of this.#entries.values()) {
      const over = this.#held > this.limits.maxBytes || this.#entries.size > this.limits.maxCount;
      if (!over && entry.expiresAt > this.now()) return;
      this.#unlist(entry);
    }
  }

  #unlist(entry: Entry): void {
    this.#entries.delete(entry.id);
    entry.listed = false;
    for (const item of entry.items) if (this.#byItem.get(item) === entry) this.#byItem.delete(item);
    for (let one: Entry | undefined = entry; one !== undefined; one = one.parent) {
      if (one.listed || one.children > 0) return;
      this.#held -= one.bytes.length;
      if (one.parent !== undefined) one.parent.children--;
    }
  }
}

function contents({ id, bytes }: Entry): KeptResponse {
  // Written by us, in `put`.
  const [json, input, output, keptAt] = JSON.parse(bytes.toString()) as [
    string,
    JsonObject[],
    JsonObject[],
    string | null,
  ];
  return { id, json, input, output, ...(keptAt === null ? {} : { keptAt }) };
}
