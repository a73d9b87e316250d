import type { JsonObject } from '../../json/json-object';
import type { Maker, Signature } from '../canonical/content-part';
import { looksSealed } from '../canonical/part-seal';
import type { PartSeal } from '../canonical/part-seal';

/*
 * What another provider needs back goes in blocks of thinking, which clients of this wire send back byte for byte: its
 * signature as `signature`, its opaque parts as `redacted_thinking`, sealed.
 */

/*
 * An answer that is a text and calls no tool ends with that text: Claude Code takes its last block for the result of a task, and
 * `claude -p` said nothing where that was a carrier. What is left out so its provider asks back of calls and pictures alone.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */

/** Where a sealed part was in the answer does not matter to its provider's path in a request. */
const NOWHERE = '';

/** The `signature` of a block of thinking: a text in any case, empty where nobody signed. */
export function reasoningSignature(text: string, signature: Signature | undefined, seal: PartSeal): string {
  if (signature === undefined) return '';
  if (signature.maker === 'anthropic') return signature.value;
  return seal.seal([{ kind: 'reasoning', text, signature, at: NOWHERE }]);
}

/** The `signature` of an empty block of thinking that carries a tool call's: Gemini signs calls, not thoughts. */
export function callCarrier(callId: string, signature: Signature, seal: PartSeal): string {
  return seal.seal([{ kind: 'call_signature', callId, signature }]);
}

/** The `signature` of an empty block of thinking that carries the one of the text before it. */
export function textCarrier(signature: Signature, seal: PartSeal): string {
  return seal.seal([{ kind: 'text', text: '', signature, at: NOWHERE }]);
}

/** An empty block of thinking, for its signature. */
export function carrierBlock(signature: string): JsonObject {
  return { type: 'thinking', thinking: '', signature };
}

/** A block that only its maker understands; Claude's own as it is. */
export function opaqueBlock(maker: Maker, value: JsonObject, seal: PartSeal): JsonObject {
  if (maker === 'anthropic') return value;
  return { type: 'redacted_thinking', data: seal.seal([{ kind: 'opaque', maker, value, at: NOWHERE }]) };
}

/** The content of an answer that calls no tool, without what follows its last text and carries state alone. */
export function endedByText(content: readonly JsonObject[]): readonly JsonObject[] {
  const last = content.findLastIndex((block) => !isCarrier(block));
  return content[last]?.['type'] === 'text' ? content.slice(0, last + 1) : content;
}

/** Whether a block is there for what is sealed in it alone. */
function isCarrier({ type, thinking, signature, data }: JsonObject): boolean {
  const sealed =
    type === 'redacted_thinking' ? data : type === 'thinking' && thinking === '' ? signature : '';
  return typeof sealed === 'string' && looksSealed(sealed);
}
