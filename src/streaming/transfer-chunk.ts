import type { Socket } from 'node:net';

/** Room for the size in hex (up to 8 digits) and three line ends' worth of framing. */
const FRAMING_BYTES = 12;
const WORKSPACE_BYTES = 32 * 1024;

let workspace = Buffer.allocUnsafeSlow(WORKSPACE_BYTES);
let lent = false;

/**
 * Writes one chunk of a chunked transfer (RFC 9112 §7.1). What a socket's kernel buffer takes at once, which is nearly
 * everything, is framed in one workspace for the whole process; call {@link settleChunk} after the write, and after the
 * `uncork` where there is one.
 * @param reuse whether the workspace may be used: not for a caller who is known to read slowly
 */
export function writeChunk(socket: Socket, bytes: Buffer, reuse: boolean, onWritten: () => void): void {
  const fits = reuse && !lent && bytes.length + FRAMING_BYTES <= WORKSPACE_BYTES;
  const target = fits ? workspace : Buffer.allocUnsafe(bytes.length + FRAMING_BYTES);
  const size = frame(target, bytes);
  lent ||= fits;
  socket.write(target.subarray(0, size), onWritten);
}

/** Takes the workspace back after a write, or leaves it to the socket that still holds some of it. */
export function settleChunk(socket: Socket): void {
  if (!lent) return;
  if (socket.writableLength > 0) workspace = Buffer.allocUnsafeSlow(WORKSPACE_BYTES);
  lent = false;
}

function frame(target: Buffer, bytes: Buffer): number {
  let at = target.write(`${bytes.length.toString(16)}\r\n`, 0, 'latin1');
  at += bytes.copy(target, at);
  target[at] = 0x0d;
  target[at + 1] = 0x0a;
  return at + 2;
}
