import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** How much of an unwanted body is still taken, and for how long, so that its sender gets to read our answer. */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 2_000;

/**
 * The `onResponse` hook for requests that were answered before their body was read (no valid key, too large): Node
 * would read all the rest of it. The connection is closed instead once a little was dropped; closed at once, the sender
 * would see a reset in place of the answer.
 */
export function unreadBodyHook(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  done();
  const { raw } = request;
  if (raw.complete || raw.destroyed) return;
  const { socket } = raw;
  let dropped = 0;
  const cut = (): void => {
    socket.destroy();
  };
  const timer = setTimeout(cut, LINGER_MS);
  const release = (): void => {
    clearTimeout(timer);
    raw.off('end', release);
    socket.off('data', drop).off('close', release);
  };
  const drop = (chunk: Buffer): void => {
    dropped += chunk.length;
    if (dropped > LINGER_BYTES) cut();
  };
  raw.once('end', release);
  // Of a body that nobody has begun to read, Node drops all that comes after the answer without telling the request.
  socket.on('data', drop).once('close', release);
  raw.resume();
}
