import type { ServerResponse } from 'node:http';
import { WriteStall } from './write-stall';

/**
 * Limits how long the last bytes of an answer may wait for a caller who takes nothing of them: without it they would be
 * held, and their request would count as running, for as long as the caller likes.
 */
export function limitLastWrite(response: ServerResponse, limitMs: number): void {
  const { socket } = response;
  if (socket === null || socket.writableLength === 0) return;
  const stall = new WriteStall(socket, limitMs, () => socket.destroy());
  response.once('close', () => {
    stall.stop();
  });
}
