import type {
  AskedCall,
  AttemptUse,
  Begun,
  Ended,
  LedgerRecord,
  RefusedRecord,
  TokenClasses,
} from './ledger-record';
import { TOKEN_CLASSES } from './ledger-record';

/**
 * The text of a record in the journal: a JSON array of a letter for its kind, the id, and the values by place. Without the
 * names it is made in half the time and is half as long; of each call two are made.
 */
type Letter = 'b' | 'e' | 'r';

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

/** What JSON makes of a value that is not there. */
type OrNull<T> = T | null | undefined;

type AskedFields = [
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
const ASKED_FIELDS = 17;

type BegunFields = [
  deployment: string,
  connection: string,
  provider: string,
  model: string,
  mayInput: number,
  mayOutput: number,
  mayCharge: OrNull<number>,
];

type EndedFields = [
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

type AttemptFields = [
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
type TokenFields = readonly OrNull<number>[];

type RefusedFields = [hour: number, keyId: string, code: string, count: number];

/** The part of a record's text that tells who asked for what: made once, for both records of a call. */
export function askedText(asked: AskedCall): string {
  const fields: AskedFields = [
    asked.at,
    asked.requestId === asked.id ? undefined : asked.requestId,
    asked.traceId,
    asked.keyId,
    asked.keyName,
    asked.group,
    asked.user,
    asked.session,
    asked.tags,
    asked.door,
    asked.wire,
    asked.streamed ? 1 : 0,
    asked.alias,
    asked.modelAsked,
    asked.tier,
    asked.client,
    asked.bytesIn,
  ];
  return `"${asked.id}",${inside(fields)}`;
}

/** @param asked see {@link askedText} */
export function begunText(asked: string, { first, mayUse, mayCharge }: Begun): string {
  const fields: BegunFields = [
    first.deployment,
    first.connection,
    first.provider,
    first.model,
    mayUse.input,
    mayUse.output,
    mayCharge,
  ];
  return textOf('b', asked, fields);
}

/** @param asked see {@link askedText} */
export function endedText(asked: string, call: Ended): string {
  const fields: EndedFields = [
    call.deployment,
    call.connection,
    call.provider,
    call.firstTokenMs,
    call.ms,
    call.modelServed,
    call.status,
    call.code,
    call.ended,
    call.attempts.map(attemptFields),
    call.replayed,
    call.saved && tokenFields(call.saved),
    call.bytesOut,
    call.chargedUsd,
  ];
  return textOf('e', asked, fields);
}

/** The text of a record of refusals. */
export function refusedText({ id, hour, keyId, code, count }: Omit<RefusedRecord, 'kind'>): string {
  const fields: RefusedFields = [hour, keyId, code, count];
  return textOf('r', `"${id}"`, fields);
}

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

/** The record of a text as the journal holds it; the checksum vouches for it. */
export function recordOf(text: string): LedgerRecord {
  if (isNamed(text)) return JSON.parse(text) as LedgerRecord;
  const [letter, id, ...fields] = JSON.parse(text) as [Letter, string, ...unknown[]];
  switch (letter) {
    case 'r': {
      const [hour, keyId, code, count] = fields as RefusedFields;
      return { kind: 'refused', id, hour, keyId, code, count };
    }
    case 'b':
      return { kind: 'begun', ...askedOf(id, fields), ...begunOf(fields.slice(ASKED_FIELDS) as BegunFields) };
    case 'e':
      return { kind: 'ended', ...askedOf(id, fields), ...endedOf(fields.slice(ASKED_FIELDS) as EndedFields) };
  }
}

function textOf(letter: Letter, before: string, fields: readonly unknown[]): string {
  return `["${letter}",${before},${inside(fields)}]`;
}

function inside(fields: readonly unknown[]): string {
  return JSON.stringify(fields).slice(1, -1);
}

function attemptFields(attempt: AttemptUse): AttemptFields {
  const { deployment, connection, provider, model, outcome, ms, tokens, estimated, tier } = attempt;
  const isOurs = estimated === true ? 1 : 0;
  const fields = [deployment, connection, provider, model, outcome, ms, tokenFields(tokens), isOurs] as const;
  return tier === undefined ? [...fields] : [...fields, tier];
}

function tokenFields(tokens: Partial<TokenClasses>): TokenFields {
  const fields: OrNull<number>[] = [];
  for (let at = 0; at < TOKEN_CLASSES.length; at++) {
    const count = tokens[TOKEN_CLASSES[at] as keyof TokenClasses];
    if (count === undefined) continue;
    // What lies between becomes null.
    fields[at] = count;
  }
  return fields;
}

function askedOf(id: string, fields: readonly unknown[]): AskedCall {
  const [
    at,
    requestId,
    traceId,
    keyId,
    keyName,
    group,
    user,
    session,
    tags,
    door,
    wire,
    streamed,
    alias,
    modelAsked,
    tier,
    client,
    bytesIn,
  ] = fields as AskedFields;
  return {
    id,
    at,
    requestId: requestId ?? id,
    traceId,
    keyId,
    keyName,
    group,
    user: user ?? undefined,
    session: session ?? undefined,
    tags: tags ?? undefined,
    door,
    wire,
    streamed: streamed === 1,
    alias: alias ?? undefined,
    modelAsked,
    tier: tier ?? undefined,
    client: client ?? undefined,
    bytesIn,
  };
}

function begunOf(fields: BegunFields): Begun {
  const [deployment, connection, provider, model, input, output, mayCharge] = fields;
  return {
    first: { deployment, connection, provider, model },
    mayUse: { input, output },
    mayCharge: mayCharge ?? undefined,
  };
}

function endedOf(fields: EndedFields): Ended {
  const [
    deployment,
    connection,
    provider,
    firstTokenMs,
    ms,
    modelServed,
    status,
    code,
    ended,
    attempts,
    replayed,
    saved,
    bytesOut,
    chargedUsd,
  ] = fields;
  return {
    deployment,
    connection,
    provider,
    firstTokenMs: firstTokenMs ?? undefined,
    ms,
    modelServed: modelServed ?? undefined,
    status,
    code: code ?? undefined,
    ended,
    attempts: attempts.map(attemptOf),
    replayed: replayed ?? undefined,
    saved: saved ? tokensOf(saved) : undefined,
    bytesOut,
    chargedUsd: chargedUsd ?? undefined,
  };
}

function attemptOf([
  deployment,
  connection,
  provider,
  model,
  outcome,
  ms,
  tokens,
  estimated,
  tier,
]: AttemptFields): AttemptUse {
  return {
    deployment,
    connection,
    provider,
    model,
    outcome,
    ms,
    tokens: tokensOf(tokens),
    ...(estimated === 1 && { estimated: true }),
    ...(typeof tier === 'string' && { tier }),
  };
}

function tokensOf(fields: TokenFields): Partial<TokenClasses> {
  const tokens: { -readonly [Name in keyof TokenClasses]?: number } = {};
  for (const [at, name] of TOKEN_CLASSES.entries()) {
    const count = fields[at];
    if (typeof count === 'number') tokens[name] = count;
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
