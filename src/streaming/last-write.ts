import type { ServerResponse } from 'node:http';

/**
 * Limits how long the last bytes of an answer may wait for a caller who takes nothing of them: without it they would be
 * held, and their request would count as running, for as long as the caller likes. Reading slowly is no offence.
 */
export function limitLastWrite({ socket }: ServerResponse, limitMs: number): void {
  if (socket === null || socket.writableLength === 0) return;
  // Node's server closes a connection that times out, and sets another limit once the answer is written.
  socket.setTimeout(limitMs);
}
