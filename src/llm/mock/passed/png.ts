import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const SIDE = 64;
const CELLS = 8;

/**
 * A picture of 64 by 64 pixels: a symmetric pattern that depends on a text alone.
 * Format: https://www.w3.org/TR/png-3/
 */
export function png(text: string): Buffer {
  const seed = createHash('sha256').update(text).digest();
  const color = seed.subarray(0, 3);
  const rows = Buffer.alloc((1 + SIDE * 3) * SIDE, 0xff);
  for (let y = 0; y < SIDE; y++) {
    const row = y * (1 + SIDE * 3);
    // No filter.
    rows[row] = 0;
    for (let x = 0; x < SIDE; x++) {
      const column = Math.floor((x * CELLS) / SIDE);
      const cell = Math.floor((y * CELLS) / SIDE) * CELLS + Math.min(column, CELLS - 1 - column);
      if (((seed[cell % seed.length] ?? 0) & 1) === 1) color.copy(rows, row + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits for each of red, green and blue.
  header.set([8, 2], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
