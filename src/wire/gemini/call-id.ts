import { randomUUID } from 'node:crypto';
import type { ContentPart } from '../canonical/content-part';

const MADE_HERE = /^call_[0-9a-f]{24}$/;

/** An id for a call to which Gemini gave none. */
export function madeCallId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

/**
 * The parts of an earlier answer, the calls with the ids that Gemini gave them: wires without a place for them carry the id alone, and
 * Gemini 3 wants it back with the call and its result. Where Google signed a part of the turn, ids that were not made here are its own.
 * Source: https://ai.google.dev/gemini-api/docs/function-calling#thinking
 */
export function withGivenIds(parts: readonly ContentPart[]): readonly ContentPart[] {
  if (!parts.some(isSignedByGoogle)) return parts;
  return parts.map((part) =>
    part.kind === 'tool_call' && part.providerId === undefined && !MADE_HERE.test(part.id)
      ? { ...part, providerId: part.id }
      : part,
  );
}

function isSignedByGoogle(part: ContentPart): boolean {
  return 'signature' in part && part.signature?.maker === 'google';
}
