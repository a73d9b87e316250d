/** Whether an answer runs, is there as a whole, or has failed. */
export type AnswerState = 'running' | 'whole' | 'failed';

/** What a replica says of itself when it asks for a name. */
export interface Claim {
  readonly name: string;
  readonly bodyHash: string;
  /** Whether the answer will come in frames. */
  readonly streamed: boolean;
  /** Of this claim alone: what was begun by it belongs to it. */
  readonly owner: string;
  /** Whether it makes the answer where it is missing; else it only looks. */
  readonly mayBegin: boolean;
}

/** Whose a name is. `mine`: the caller's, who now makes the answer. */
export type Claimed =
  | { readonly is: 'mine' }
  | { readonly is: 'none' }
  | {
      readonly is: 'held';
      readonly owner: string;
      readonly bodyHash: string;
      readonly streamed: boolean;
      readonly state: AnswerState;
    };

/** What an owner adds to its answer. */
export interface Update {
  readonly state: AnswerState;
  /** How long it is kept from now on, unless there is another update, in milliseconds. */
  readonly keepMs: number;
  /** Whether a failure is the answer to every further try, too. */
  readonly isFinal: boolean;
  /** Of the attempt, once its headers have come; as JSON. */
  readonly head?: string | undefined;
  /** What is known at the end; as JSON. */
  readonly end?: string | undefined;
  /** Further bytes, each piece within a bound. */
  readonly chunks: readonly Buffer[];
}

/** What an owner learns with its update. */
export interface Written {
  /** The name is another's by now: nothing was written. */
  readonly isLost: boolean;
  /** How long ago another replica has read of the answer; undefined for never. */
  readonly followedMsAgo: number | undefined;
}

/** What there is of an answer from a chunk on; `gone` where nobody makes it any longer. */
export type Reading =
  | 'gone'
  | {
      readonly state: AnswerState;
      /** Grows with each update: a sign that its owner lives. */
      readonly beat: number;
      readonly head: string | undefined;
      readonly end: string | undefined;
      readonly chunks: readonly Buffer[];
      /** Whether more chunks are there than were read. */
      readonly hasMore: boolean;
    };

/**
 * Where all replicas keep the answers of keyed calls. Every wait is bounded; what it gives is undefined while it cannot be
 * reached. An answer whose owner is not heard of for {@link LOCK_MS} is gone.
 */
export interface SharedStore {
  claim(claim: Claim): Promise<Claimed | undefined>;
  write(name: string, owner: string, update: Update): Promise<Written | undefined>;
  /** @param from the number of the first chunk, from 0 */
  read(name: string, owner: string, from: number): Promise<Reading | undefined>;
  /** Frees the name, if it is still the owner's. */
  drop(name: string, owner: string): Promise<void>;
  /**
   * Notes that an answer is used. Where all together take too much, those go that were used longest ago.
   * @param bytes what it takes there, 0 for one that is gone; left out where that is as before
   */
  keep(name: string, bytes?: number): Promise<void>;
}

/** After so long without an update a running answer is gone: its replica has died. */
export const LOCK_MS = 8_000;
/** The longest time between two updates of a running answer. */
export const BEAT_MS = 2_000;
/** The largest chunk, in bytes. */
export const CHUNK_BYTES = 32 * 1024;
