import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isObject } from '../../json/json-object';
import type { ContentPart } from './content-part';

/** The first bytes of a seal: no provider's signature begins so. */
const MAGIC = Buffer.from('LLMPX1');
const MAC_BYTES = 16;
/** More than a turn's reasoning ever is; a sealed text comes from a caller. */
const MAX_PART_BYTES = 8 * 1024 * 1024;

/** Parts that only their provider understands, and that a caller carries for us. */
export type SealedPart = Extract<ContentPart, { kind: 'reasoning' | 'opaque' }>;

/**
 * Seals what a provider needs back (signed reasoning, redacted reasoning, a call's signature) into one opaque text of a wire
 * that has no field for it. The text is base64 of bytes that are authenticated, so that it survives clients that write
 * base64 in their own way, and nobody makes a provider's signature up with it. It holds nothing that its caller has not
 * been told.
 */
export class PartSeal {
  /** @param key the same in all replicas */
  constructor(private readonly key: Buffer) {}

  seal(parts: readonly SealedPart[]): string {
    const packed = deflateRawSync(JSON.stringify(parts.map(({ at: _at, ...part }) => part)));
    return Buffer.concat([MAGIC, this.#mac(packed), packed]).toString('base64');
  }

  /**
   * @param text an opaque text that came back, base64 in either alphabet
   * @param at the path of the part that carried it
   * @returns the parts; none where it is ours and was changed; undefined where it is not ours
   */
  open(text: string, at: string): readonly SealedPart[] | undefined {
    if (!/^TExNUFgx/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64');
    const mac = bytes.subarray(MAGIC.length, MAGIC.length + MAC_BYTES);
    const packed = bytes.subarray(MAGIC.length + MAC_BYTES);
    if (mac.length !== MAC_BYTES || !timingSafeEqual(mac, this.#mac(packed))) return [];
    const parts: unknown = JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_PART_BYTES }).toString());
    return Array.isArray(parts) ? parts.filter(isSealedPart).map((part) => ({ ...part, at })) : [];
  }

  #mac(packed: Buffer): Buffer {
    return createHmac('sha256', this.key).update(packed).digest().subarray(0, MAC_BYTES);
  }
}

/** What was authenticated is what we wrote. */
function isSealedPart(part: unknown): part is SealedPart {
  return isObject(part) && (part['kind'] === 'reasoning' || part['kind'] === 'opaque');
}
