/** One chunk of a chunked transfer (RFC 9112 §7.1) from pieces of `size` bytes in all, more than none. */
export function chunkOf(pieces: readonly Buffer[], size: number): Buffer {
  const head = `${size.toString(16)}\r\n`;
  const chunk = Buffer.allocUnsafe(head.length + size + 2);
  let at = chunk.write(head, 0, 'latin1');
  for (const piece of pieces) at += piece.copy(chunk, at);
  chunk[at] = 0x0d;
  chunk[at + 1] = 0x0a;
  return chunk;
}
