import type {
  AttemptUse,
  BegunRecord,
  EndedRecord,
  LedgerRecord,
  RefusedRecord,
  TokenClasses,
} from './ledger-record';
import { TOKEN_CLASSES } from './ledger-record';
import type { AttemptFields, BegunText, EndedText, Letter, RefusedText, TokenFields } from './record-places';

const KIND_OF: ReadonlyMap<number | undefined, LedgerRecord['kind']> = new Map([
  [0x62, 'begun'],
  [0x65, 'ended'],
  [0x72, 'refused'],
]);

/** `["` */
const LETTER_AT = 2;
/** `["e","` */
const ID_AT = 6;
const QUOTE = 0x22;
const BRACE = 0x7b;

/** What a record's text is, and whose: told without reading it whole. Most begun records are never read. */
export interface RecordHead {
  readonly kind: LedgerRecord['kind'];
  /** Of the call, or of the refusals. */
  readonly id: string;
}

/**
 * Tells it by the bytes of the text.
 * @returns undefined for what is no record
 */
export function recordHead(bytes: Buffer, from = 0, to = bytes.length): RecordHead | undefined {
  if (bytes[from] === BRACE) return namedHead(bytes.toString('utf8', from, to));
  const kind = KIND_OF.get(bytes[from + LETTER_AT]);
  const end = bytes.indexOf(QUOTE, from + ID_AT);
  if (kind === undefined || end < 0 || end >= to) return undefined;
  return { kind, id: bytes.toString('latin1', from + ID_AT, end) };
}

/** `["e","01a2…",1764460800000,` */
const ENDED_AT = /^\["e","[^"]*",(\d+)/;

/**
 * When a call came that has ended, told without reading its record whole; milliseconds since 1970.
 * @returns undefined for what is no such call
 */
export function endedCallTime(text: string): number | undefined {
  if (!isNamed(text)) {
    const at = ENDED_AT.exec(text)?.[1];
    return at === undefined ? undefined : Number(at);
  }
  const record = recordOf(text);
  return record.kind === 'ended' ? record.at : undefined;
}

/** The record of a text as the journal holds it; the checksum vouches for it. */
export function recordOf(text: string): LedgerRecord {
  if (isNamed(text)) return JSON.parse(text) as LedgerRecord;
  const fields = JSON.parse(text) as [Letter, id: string, ...unknown[]];
  switch (fields[0]) {
    case 'r':
      return refusedOf(fields as RefusedText);
    case 'b':
      return begunOf(fields as BegunText);
    case 'e':
      return endedOf(fields as EndedText);
  }
}

function refusedOf([, id, hour, keyId, code, count]: RefusedText): RefusedRecord {
  return { kind: 'refused', id, hour, keyId, code, count };
}

/*
 * Calls are read by the places of their fields, each into one object: taking the array apart and putting objects together
 * took as long as reading the JSON.
 */

function begunOf(at: BegunText): BegunRecord {
  return {
    kind: 'begun',
    id: at[1],
    at: at[2],
    requestId: at[3] ?? at[1],
    traceId: at[4],
    keyId: at[5],
    keyName: at[6],
    group: at[7],
    user: at[8] ?? undefined,
    session: at[9] ?? undefined,
    tags: at[10] ?? undefined,
    door: at[11],
    wire: at[12],
    streamed: at[13] === 1,
    alias: at[14] ?? undefined,
    modelAsked: at[15],
    tier: at[16] ?? undefined,
    client: at[17] ?? undefined,
    bytesIn: at[18],
    first: { deployment: at[19], connection: at[20], provider: at[21], model: at[22] },
    mayUse: { input: at[23], output: at[24] },
    mayCharge: at[25] ?? undefined,
  };
}

function endedOf(at: EndedText): EndedRecord {
  return {
    kind: 'ended',
    id: at[1],
    at: at[2],
    requestId: at[3] ?? at[1],
    traceId: at[4],
    keyId: at[5],
    keyName: at[6],
    group: at[7],
    user: at[8] ?? undefined,
    session: at[9] ?? undefined,
    tags: at[10] ?? undefined,
    door: at[11],
    wire: at[12],
    streamed: at[13] === 1,
    alias: at[14] ?? undefined,
    modelAsked: at[15],
    tier: at[16] ?? undefined,
    client: at[17] ?? undefined,
    bytesIn: at[18],
    deployment: at[19],
    connection: at[20],
    provider: at[21],
    firstTokenMs: at[22] ?? undefined,
    ms: at[23],
    modelServed: at[24] ?? undefined,
    status: at[25],
    code: at[26] ?? undefined,
    ended: at[27],
    attempts: at[28].map(attemptOf),
    replayed: at[29] ?? undefined,
    saved: at[30] ? tokensOf(at[30]) : undefined,
    bytesOut: at[31],
    chargedUsd: at[32] ?? undefined,
  };
}

function attemptOf(at: AttemptFields): AttemptUse {
  const tier = at[8];
  return {
    deployment: at[0],
    connection: at[1],
    provider: at[2],
    model: at[3],
    outcome: at[4],
    ms: at[5],
    tokens: tokensOf(at[6]),
    ...(at[7] === 1 && { estimated: true }),
    ...(typeof tier === 'string' && { tier }),
  };
}

function tokensOf(fields: TokenFields): Partial<TokenClasses> {
  const tokens: { -readonly [Name in keyof TokenClasses]?: number } = {};
  for (let at = 0; at < fields.length; at++) {
    const count = fields[at];
    const name = TOKEN_CLASSES[at];
    if (typeof count === 'number' && name !== undefined) tokens[name] = count;
  }
  return tokens;
}

/** Whether a record is an object with names, as the journals of versions 1 and 2 hold them. */
function isNamed(text: string): boolean {
  return text.startsWith('{');
}

const NAMED_KIND = /^\{"kind":"(begun|ended|refused)"/;
const NAMED_ID = '"id":"';

function namedHead(text: string): RecordHead | undefined {
  const kind = NAMED_KIND.exec(text)?.[1] as LedgerRecord['kind'] | undefined;
  // Within a text of JSON a quotation mark has a backslash before it, so that this is the name of a member.
  const at = text.indexOf(NAMED_ID);
  if (kind === undefined || at < 0) return undefined;
  const from = at + NAMED_ID.length;
  return { kind, id: text.slice(from, text.indexOf('"', from)) };
}
