import { PieceReader, pieceBytes } from './piece-bytes';

/** Of many lengths, among them none and more than a chunk. */
const PIECES = [0, 1, 7, 8, 9, 100, 40_000, 3].map((length, at) => ({
  frames: Buffer.alloc(length, `${at}`),
  count: at,
}));

describe('the bytes of pieces', () => {
  it.each([1, 5, 8, 13, 1_000, 32_768, 1_000_000])('are read when cut into parts of %i', (size) => {
    const bytes = Buffer.concat(PIECES.flatMap(pieceBytes));
    const reader = new PieceReader();
    const read = [];
    for (let at = 0; at < bytes.length; at += size) read.push(...reader.push(bytes.subarray(at, at + size)));
    expect(read).toEqual(PIECES);
  });
});
