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
/** The part of an id that the ids of a millisecond share. */
let prefix = '';

/**
 * A new UUID of version 7 (RFC 9562): later ones sort behind earlier ones, also within a millisecond and when the clock is
 * set back.
 * @param random 16 random hex digits
 */
export function sortableId(random: string = randomHex(8)): string {
  const now = Date.now();
  if (now > lastTime) startMillisecond(now);
  else if (++count > MAX_COUNT) startMillisecond(lastTime + 1);
  // The variant's two bits are 10.
  const variant = '89ab'.charAt(random.charCodeAt(0) & 3);
  const counted = count.toString(16).padStart(3, '0');
  return `${prefix}${counted}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}

function startMillisecond(time: number): void {
  lastTime = time;
  count = 0;
  const digits = time.toString(16).padStart(TIME_DIGITS, '0');
  prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
}
