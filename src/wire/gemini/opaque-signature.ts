import type { Signature } from '../canonical/content-part';
import type { PartSeal, SealedPart, SealedPlace } from '../canonical/part-seal';

/**
 * What clients send where there was no signature, plain or in base64: the Gemini CLI, Pydantic AI.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const STAND_INS: ReadonlySet<string> = new Set(
  ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'].flatMap((text) => [
    text,
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
  ]),
);

/** A part of another provider's answer; seals of earlier releases tell no place. */
export type CarriedPart = SealedPart & { readonly place?: SealedPlace };

/** What a `thoughtSignature` of an earlier answer carries. */
export interface CarriedSignature {
  /** Parts of another provider's answer, which came before the signed part. */
  readonly before: readonly CarriedPart[];
  /** Gemini's own signature of the part. */
  readonly signature: Signature | undefined;
  /** Who made the call that the part is, where the model did not itself; see `ToolCallPart.caller`. */
  readonly caller?: unknown;
}

/** Reads a `thoughtSignature`: Gemini's own, or parts of another provider's answer that we sealed into it. */
export function carriedSignature(given: unknown, at: string, seal: PartSeal): CarriedSignature {
  if (typeof given !== 'string' || given === '' || STAND_INS.has(given))
    return { before: [], signature: undefined };
  const sealed = seal.open(given, at);
  if (sealed === undefined) return { before: [], signature: { maker: 'google', value: given } };
  return {
    before: sealed.filter((part) => part.kind !== 'call_signature' && part.kind !== 'call_caller'),
    signature: undefined,
    caller: sealed.find((part) => part.kind === 'call_caller')?.caller,
  };
}
