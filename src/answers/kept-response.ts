import type { JsonObject } from '../json/json-object';

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
  /** Whether it is not over yet. */
  readonly isRunning?: boolean;
}

/** The items of a chain of answers, oldest first. */
export interface KeptHistory {
  /** Up to the answer. */
  readonly before: JsonObject[];
  /** The answer's own. */
  readonly output: JsonObject[];
  readonly keptAt: string | undefined;
  /** Whether the answer is not over yet. */
  readonly isRunning: boolean;
}

/** What is kept of an answer beside its response object. */
export type KeptTurn = Pick<KeptResponse, 'input' | 'output' | 'keptAt' | 'isRunning'>;

/** Whose answers may be read. */
export interface Readers {
  /** The id of the caller's key. */
  readonly keyId: string;
  /** The caller's connection, for what is kept for it alone. */
  readonly session?: string | undefined;
}

/** What an answer goes on from. */
export interface GoneOnFrom {
  readonly id: string;
  /** All items before its own turn. */
  readonly items: readonly JsonObject[];
}

/** What is kept of an answer for the turns that go on from it, as one text. */
export function itemsText({ input, output, keptAt, isRunning = false }: KeptTurn): string {
  return JSON.stringify([input, output, keptAt ?? null, isRunning]);
}

/** What {@link itemsText} has written. */
export function itemsIn(text: string): KeptTurn {
  const [input, output, keptAt, isRunning] = JSON.parse(text) as [
    JsonObject[],
    JsonObject[],
    string | null,
    boolean,
  ];
  return { input, output, isRunning, ...(keptAt === null ? {} : { keptAt }) };
}

/** Joins a chain of turns. @param turns oldest first */
export function historyOf(turns: readonly KeptTurn[]): KeptHistory {
  const earlier = turns.slice(0, -1);
  const last = turns.at(-1);
  return {
    before: [...earlier.flatMap(({ input, output }) => [...input, ...output]), ...(last?.input ?? [])],
    output: [...(last?.output ?? [])],
    keptAt: last?.keptAt,
    isRunning: last?.isRunning === true,
  };
}

/** The ids of an answer's items. */
export function itemIds({ output }: KeptResponse): readonly string[] {
  return output.flatMap(({ id }) => (isId(id) ? [id] : []));
}

/** The ids of an answer's items that do not say to which answer they belong: a provider has given them. */
export function foreignItemIds(response: KeptResponse): readonly string[] {
  return itemIds(response).filter((id) => answerOfItem(id) !== response.id);
}

/** An item's id as we make it: the answer's own, and the item's place in four digits. */
const OWN_ITEM = /^[a-z]{1,20}(?:_[a-z]{1,20})?_([0-9a-f]{32})[0-9a-f]{4}$/;

/** The id of the answer that an item of ours belongs to; undefined for an item that a provider has named. */
export function answerOfItem(itemId: string): string | undefined {
  const own = OWN_ITEM.exec(itemId)?.[1];
  return own === undefined ? undefined : `resp_${own}`;
}

/** Longer ones do not fit into an index of PostgreSQL. */
const MAX_ID = 512;

/** Whether it can be the id of something that is kept: PostgreSQL has no texts with a NUL. */
export function isId(id: unknown): id is string {
  return typeof id === 'string' && id.length <= MAX_ID && !id.includes('\u0000');
}
