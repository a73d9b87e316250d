import type { AskedCall, AttemptUse, Begun, Ended, RefusedRecord, TokenClasses } from './ledger-record';
import { TOKEN_CLASSES } from './ledger-record';
import type {
  AskedFields,
  AttemptFields,
  BegunFields,
  EndedFields,
  Letter,
  OrNull,
  RefusedFields,
  TokenFields,
} from './record-places';

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
    // What is between becomes null.
    fields[at] = count;
  }
  return fields;
}
