import type { JsonObject } from '../json/json-object';
import { BoundedMemory } from './bounded-memory';
import type { Held, MemoryLimits } from './bounded-memory';
import { historyOf, itemIds, itemsIn, itemsText } from './kept-response';
import type { KeptHistory, KeptResponse, KeptTurn } from './kept-response';

interface Entry extends Held {
  readonly id: string;
  /** The response object, and what {@link itemsText} says of it: outside of the heap, and counted as they are. */
  readonly json: Buffer;
  readonly text: Buffer;
  /** Ids of its items. */
  readonly items: readonly string[];
  readonly parent: Entry | undefined;
  /** Later answers that go on from it. */
  children: number;
  listed: boolean;
}

/**
 * Answers in the memory of this process, each for its owner. What is over a limit pushes the oldest out. An answer that later
 * ones go on from keeps its place in them until they go.
 */
export class MemoryResponses {
  readonly #entries: BoundedMemory<Entry>;
  /** By the ids of the items of answers. */
  readonly #byItem = new Map<string, Entry>();

  constructor(limits: MemoryLimits, now: () => number = Date.now) {
    this.#entries = new BoundedMemory<Entry>(limits, (entry) => this.#unlist(entry), now);
  }

  /** Bytes that are held, also by answers that are left only in later ones. */
  get heldBytes(): number {
    return this.#entries.heldBytes;
  }

  /**
   * @param previous the id of the answer that it goes on from
   * @param of whose that is
   */
  put(
    owner: string,
    response: KeptResponse,
    previous: string | undefined,
    of: readonly string[] = [owner],
  ): void {
    const { id } = response;
    const json = Buffer.from(response.json);
    const text = Buffer.from(itemsText(response));
    const parent = previous === undefined ? undefined : this.#entries.find(of, previous);
    const items = itemIds(response);
    const bytes = json.length + text.length;
    const entry: Entry = { owner, id, bytes, json, text, items, parent, children: 0, listed: true };
    if (parent !== undefined) parent.children++;
    for (const item of items) this.#byItem.set(item, entry);
    this.#entries.put(id, entry);
    if (this.#entries.find([owner], id) !== entry) this.#unlist(entry);
  }

  /** @returns undefined if there is no such answer of these owners, or its time is over */
  get(owners: readonly string[], id: string): KeptResponse | undefined {
    const entry = this.#entries.find(owners, id);
    return entry && { id, json: entry.json.toString(), ...itemsIn(entry.text.toString()) };
  }

  /** The items of a conversation up to and with an answer, oldest first; undefined as for {@link get}. */
  history(owners: readonly string[], id: string): KeptHistory | undefined {
    const entry = this.#entries.find(owners, id);
    if (entry === undefined) return undefined;
    const chain: KeptTurn[] = [];
    for (let one: Entry | undefined = entry; one !== undefined; one = one.parent)
      chain.push(itemsIn(one.text.toString()));
    return historyOf(chain.reverse());
  }

  /** An item of an answer of one of these owners; undefined where it is missing. */
  item(owners: readonly string[], id: string): JsonObject | undefined {
    const entry = this.#byItem.get(id);
    if (entry === undefined || this.#entries.find(owners, entry.id) !== entry) return undefined;
    return itemsIn(entry.text.toString()).output.find((item) => item['id'] === id);
  }

  /** @returns whether there was one of this owner */
  delete(owner: string, id: string): boolean {
    if (this.#entries.find([owner], id) === undefined) return false;
    this.#entries.drop(id);
    return true;
  }

  /** @returns the bytes that are free now */
  #unlist(entry: Entry): number {
    if (!entry.listed) return 0;
    entry.listed = false;
    for (const item of entry.items) if (this.#byItem.get(item) === entry) this.#byItem.delete(item);
    let free = 0;
    for (let one: Entry | undefined = entry; one !== undefined; one = one.parent) {
      if (one.listed || one.children > 0) break;
      free += one.bytes;
      if (one.parent !== undefined) one.parent.children--;
    }
    return free;
  }
}
