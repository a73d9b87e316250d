/*
 * The text of a record in the journal is a JSON array of a letter for its kind, the id, and the values by place. Without the
 * names it is made in half the time and is half as long; of each call two are made.
 */

/** A record's kind: begun, ended or refused. */
export type Letter = 'b' | 'e' | 'r';

/** What JSON makes of a value that is not there. */
export type OrNull<T> = T | null | undefined;

export type AskedFields = [
  at: number,
  /** None where it is the call's id. */
  requestId: OrNull<string>,
  traceId: string,
  keyId: string,
  keyName: string,
  group: string,
  user: OrNull<string>,
  session: OrNull<string>,
  tags: OrNull<readonly string[]>,
  door: string,
  wire: string,
  streamed: 0 | 1,
  alias: OrNull<string>,
  modelAsked: string,
  tier: OrNull<string>,
  client: OrNull<string>,
  bytesIn: number,
];

export type BegunFields = [
  deployment: string,
  connection: string,
  provider: string,
  model: string,
  mayInput: number,
  mayOutput: number,
  mayCharge: OrNull<number>,
];

export type EndedFields = [
  deployment: string,
  connection: string,
  provider: string,
  firstTokenMs: OrNull<number>,
  ms: number,
  modelServed: OrNull<string>,
  status: number,
  code: OrNull<string>,
  ended: string,
  attempts: readonly AttemptFields[],
  replayed: OrNull<'cache' | 'idempotency'>,
  saved: OrNull<TokenFields>,
  bytesOut: number,
  chargedUsd: OrNull<number>,
];

export type AttemptFields = [
  deployment: string,
  connection: string,
  provider: string,
  model: string,
  outcome: string,
  ms: number,
  tokens: TokenFields,
  estimated: 0 | 1,
  /** Earlier releases have none. */
  tier?: OrNull<string>,
];

/** In the order of `TOKEN_CLASSES`; those at the end that are not there are left out. */
export type TokenFields = readonly OrNull<number>[];

export type RefusedFields = [hour: number, keyId: string, code: string, count: number];

export type BegunText = [letter: 'b', id: string, ...AskedFields, ...BegunFields];
export type EndedText = [letter: 'e', id: string, ...AskedFields, ...EndedFields];
export type RefusedText = [letter: 'r', id: string, ...RefusedFields];
