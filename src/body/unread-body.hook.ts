import type { FastifyReply, FastifyRequest } from 'fastify';

/** A body of so many bytes may still come after the answer, and the connection is kept. */
const KEPT_BYTES = 1024 * 1024;

/**
 * The `onSend` hook of answers that leave before the body of their request has come (no valid key, too large): they say
 * that the connection will be closed, where the rest of the body is too long to be read for nothing, and where the caller
 * waits for `100 Continue` and may never send it (RFC 9110 §10.1.1). `http/lingering.ts` closes it.
 */
export function unreadBodyHook(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  if (!raw.complete) {
    const length = Number(raw.headers['content-length'] ?? 0);
    if (length > KEPT_BYTES || raw.headers.expect !== undefined) reply.header('connection', 'close');
  }
  done(null, payload);
}
