import type { AttemptUse, EndedRecord } from '../ledger-record';
import { recordOf } from '../record-reading';

/** U+0000 as JSON has it. PostgreSQL takes no text with it, and a provider may call its model so. */
const NUL = String.raw`\u0000`;
/**
 * Bytes of a name at most. Three names are in the key of a sum, and PostgreSQL has no entry of an index with more than 2,704 bytes:
 * a caller may ask for a model by a name of 512 characters with four bytes each.
 */
const MAX_NAME_BYTES = 512;
/** A character of UTF-16 takes three bytes at most. */
const SHORT_NAME = Math.floor(MAX_NAME_BYTES / 3);

/**
 * A call as every database takes it. What one of them refuses would hold up all calls behind it.
 * @param text of a record. @returns undefined where that is not of a call that has ended
 */
export function storableCall(text: string): EndedRecord | undefined {
  const record = recordOf(text);
  if (record.kind !== 'ended') return undefined;
  const call = text.includes(NUL) ? withoutNul(record) : record;
  return call.modelAsked.length > SHORT_NAME ? withShortNames(call) : call;
}

function withoutNul(call: EndedRecord): EndedRecord {
  const clean = (_name: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll('\0', '') : value;
  return JSON.parse(JSON.stringify(call), clean) as EndedRecord;
}

/** All other names than the one that was asked for, and those made of it, are the registry's, which are short. */
function withShortNames(call: EndedRecord): EndedRecord {
  const attempts = call.attempts.map((attempt): AttemptUse => ({
    ...attempt,
    model: shortName(attempt.model),
    deployment: shortName(attempt.deployment),
  }));
  return {
    ...call,
    alias: call.alias === undefined ? undefined : shortName(call.alias),
    modelAsked: shortName(call.modelAsked),
    deployment: shortName(call.deployment),
    attempts,
  };
}

function shortName(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= MAX_NAME_BYTES) return name;
  let end = MAX_NAME_BYTES;
  // Not within a character: all of its bytes but the first begin so.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
