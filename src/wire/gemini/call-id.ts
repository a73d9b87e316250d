import type { ContentPart } from '../canonical/content-part';
import { isMadeCallId } from '../canonical/made-call-id';

/**
 * The parts of an earlier answer, the calls with the ids that Gemini gave them: wires without a place for them carry the id alone, and
 * Gemini 3 wants it back with the call and its result. Where Google signed a part of the turn, ids that were not made here are its own.
 * Source: https://ai.google.dev/gemini-api/docs/function-calling#thinking
 */
export function withGivenIds(parts: readonly ContentPart[]): readonly ContentPart[] {
  if (!parts.some(isSignedByGoogle)) return parts;
  return parts.map((part) =>
    part.kind === 'tool_call' && part.providerId === undefined && !isMadeCallId(part.id)
      ? { ...part, providerId: part.id }
      : part,
  );
}

function isSignedByGoogle(part: ContentPart): boolean {
  return 'signature' in part && part.signature?.maker === 'google';
}
