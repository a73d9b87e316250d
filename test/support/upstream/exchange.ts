import type { ServerResponse } from 'node:http';
import type { RecordedRequest } from './recorded-request';

/** What an {@link AnswerScript} works on: the request, and the ways to answer it. */
export interface Exchange {
  readonly request: RecordedRequest;
  /** For answers that Node frames. */
  readonly response: ServerResponse;
}

/** How the fake upstream answers one request; what it throws fails `FakeUpstream.close()`. */
export type AnswerScript = (exchange: Exchange) => void | Promise<void>;

/**
 * Writes body bytes and waits until the operating system has taken them: backpressure.
 * @returns false when the connection has ended instead
 */
export function write({ request, response }: Exchange, bytes: string | Buffer): Promise<boolean> {
  // Between the end of the connection and the answer's own 'close', Node would keep the bytes and never call back.
  if (request.connection.closedAt !== undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    response.write(bytes, (error) => resolve(!error));
  });
}

/** Writes bytes past the HTTP framing, after what was written through it. @returns as {@link write} */
export function writeRaw({ request }: Exchange, bytes: string | Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    request.connection.socket.write(bytes, (error) => resolve(!error));
  });
}

/** Waits for a time or a promise. @returns false at once when the connection ends before that */
export async function waitFor({ request }: Exchange, gate: number | Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const opened =
    typeof gate === 'number' ? new Promise((resolve) => (timer = setTimeout(resolve, gate))) : gate;
  try {
    return await Promise.race([opened.then(() => true), request.connection.ending.then(() => false)]);
  } finally {
    clearTimeout(timer);
  }
}
