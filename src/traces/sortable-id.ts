import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

/** Random bytes as hex, drawn from a pool: one call to the operating system serves a few hundred requests. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

const TIME_DIGITS = 12;
const MAX_COUNT = 0xfff;
let lastTime = 0;
let count = 0;

/**
 * A new UUID of version 7 (RFC 9562): later ones sort behind earlier ones, also within a millisecond and when the clock is
 * set back.
 */
export function sortableId(): string {
  const now = Date.now();
  if (now > lastTime) {
    lastTime = now;
    count = 0;
  } else if (++count > MAX_COUNT) {
    lastTime++;
    count = 0;
  }
  const time = lastTime.toString(16).padStart(TIME_DIGITS, '0');
  const random = randomHex(8);
  // The variant's two bits are 10.
  const variant = '89ab'[Number.parseInt(random.charAt(0), 16) & 3] ?? '8';
  return (
    `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-` +
    `${variant}${random.slice(1, 4)}-${random.slice(4)}`
  );
}
