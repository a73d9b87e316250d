/** Room for the size in hex (up to 8 digits) and two line ends. */
const FRAMING_BYTES = 12;

/** An empty chunk is the end of the body (RFC 9112 §7.1), so nothing at all is what no bytes make. */
const NO_CHUNK = Buffer.alloc(0);

/** A copy of some bytes as one chunk of a chunked transfer (RFC 9112 §7.1); empty for no bytes. */
export function transferChunk(bytes: Buffer): Buffer {
  if (bytes.length === 0) return NO_CHUNK;
  const chunk = Buffer.allocUnsafe(bytes.length + FRAMING_BYTES);
  let at = chunk.write(`${bytes.length.toString(16)}\r\n`, 0, 'latin1');
  at += bytes.copy(chunk, at);
  chunk[at] = 0x0d;
  chunk[at + 1] = 0x0a;
  return chunk.subarray(0, at + 2);
}
