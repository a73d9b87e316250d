import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isObject } from '../../json/json-object';
import type { ContentPart, Signature } from './content-part';

/** The first bytes of a seal: no provider's signature begins so. */
const MAGIC = Buffer.from('LLMPX1');
const MAGIC_BASE64 = MAGIC.toString('base64');
const MAC_BYTES = 16;
/** More than a turn's reasoning ever is; a sealed text comes from a caller. */
const MAX_PART_BYTES = 8 * 1024 * 1024;

/**
 * What is packed more tightly is left unpacked: a caller may send one seal a thousand times in a request, and a model that thought the
 * same words over and over would be gigabytes then.
 */
const MOST_PACKED = 16;

/** Keys call again and again; so many of their seals are kept. */
const MAX_OWNERS = 1_000;

/** The signature of a tool call, for wires whose calls have no field for one. */
export interface SealedCallSignature {
  readonly kind: 'call_signature';
  readonly callId: string;
  readonly signature: Signature;
}

/** Who made a tool call where the model did not itself, for wires whose calls have no field for it; see `ToolCallPart.caller`. */
export interface SealedCaller {
  readonly kind: 'call_caller';
  readonly callId: string;
  readonly caller: unknown;
}

/** Parts that only their provider understands, and that a caller carries for us; a text is an empty one with a signature. */
export type SealedPart = Extract<ContentPart, { kind: 'reasoning' | 'opaque' | 'text' }>;

/** Where in the texts of its answer a sealed part was, in UTF-16 units since the last call. */
export interface SealedPlace {
  readonly after: number;
  /** How long these texts were up to the part that carries the seal: where they are not, a client has changed them. */
  readonly of: number;
  /** How much text from there on it is about; see `CitedApart`. */
  readonly length?: number;
}

/** What one seal holds; a place where the seal is carried by another part than the one that came next. */
export type Sealed = (SealedPart & { readonly place?: SealedPlace }) | SealedCallSignature | SealedCaller;

const KINDS: ReadonlySet<unknown> = new Set(['reasoning', 'opaque', 'text', 'call_signature', 'call_caller']);

/**
 * Seals what a provider needs back (signed reasoning, redacted reasoning, a call's signature) into one opaque text of a wire
 * that has no field for it. The text is base64 of bytes that are authenticated, so that it survives clients that write
 * base64 in their own way, and nobody makes a provider's signature up with it. It holds nothing that its caller has not
 * been told.
 */
export class PartSeal {
  readonly #ofOwners = new Map<string, PartSeal>();

  /** @param key the same in all replicas */
  constructor(private readonly key: Buffer) {}

  /** The same for one owner: what it seals opens for nobody else. @param owner the id of a caller's key */
  of(owner: string): PartSeal {
    let seal = this.#ofOwners.get(owner);
    if (seal === undefined) {
      seal = new PartSeal(createHmac('sha256', this.key).update(`owner:${owner}`).digest());
      if (this.#ofOwners.size >= MAX_OWNERS) this.#ofOwners.clear();
      this.#ofOwners.set(owner, seal);
    }
    return seal;
  }

  seal(parts: readonly Sealed[]): string {
    const text = Buffer.from(JSON.stringify(parts));
    const small = deflateRawSync(text);
    const packed = small.length * MOST_PACKED < text.length ? deflateRawSync(text, { level: 0 }) : small;
    return Buffer.concat([MAGIC, this.#mac(packed), packed]).toString('base64');
  }

  /**
   * @param text an opaque text that came back, base64 in either alphabet
   * @param at the path of the part that carried it
   * @returns the parts; none where it is ours and was changed; undefined where it is not ours
   */
  open(text: string, at: string): readonly Sealed[] | undefined {
    if (!looksSealed(text)) return undefined;
    const bytes = Buffer.from(text, 'base64');
    const mac = bytes.subarray(MAGIC.length, MAGIC.length + MAC_BYTES);
    const packed = bytes.subarray(MAGIC.length + MAC_BYTES);
    if (mac.length !== MAC_BYTES || !timingSafeEqual(mac, this.#mac(packed))) return [];
    const parts: unknown = JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_PART_BYTES }).toString());
    return Array.isArray(parts) ? parts.filter(isSealed).map((part) => ({ ...part, at })) : [];
  }

  #mac(packed: Buffer): Buffer {
    return createHmac('sha256', this.key).update(packed).digest().subarray(0, MAC_BYTES);
  }
}

/** What a wire has to carry of who made a call; undefined for the model itself. */
export function sealedCaller(callId: string, caller: unknown): SealedCaller | undefined {
  if (!isObject(caller) || caller['type'] === 'direct') return undefined;
  return { kind: 'call_caller', callId, caller };
}

/** Whether an opaque text begins as ours do: no provider made it. */
export function looksSealed(text: string): boolean {
  return text.startsWith(MAGIC_BASE64);
}

/** Whether bytes may hold a text that begins so, wherever in them: a quick look before a close one. */
export function mayHoldSealed(bytes: Buffer): boolean {
  return bytes.includes(MAGIC_BASE64);
}

/** What was authenticated is what we wrote. */
function isSealed(part: unknown): part is Sealed {
  return isObject(part) && KINDS.has(part['kind']);
}
