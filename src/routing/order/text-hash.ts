/**
 * A number for a text, the same in every process: 53 bits, well spread, not secret. It costs a call a microsecond, where a
 * hash of node:crypto pushes nine out of the processor's caches (docs/adr/0014).
 * Source: cyrb53 (https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js), public domain.
 */
export function textHash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}

/** One more than the greatest {@link textHash}. */
export const HASHES = 2 ** 53;
