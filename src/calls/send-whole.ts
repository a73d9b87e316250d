import type { FastifyReply } from 'fastify';
import { CallerGone } from './call-lifetime';
import type { CallLifetime } from './call-lifetime';
import type { CallAnswer } from './calls.service';

/** Sends a whole answer as it came; a caller who leaves before it is there stops the call. */
export async function sendWhole(
  reply: FastifyReply,
  lifetime: CallLifetime,
  call: (lifetime: CallLifetime) => Promise<CallAnswer>,
): Promise<void> {
  const response = reply.raw;
  const onClose = (): void => {
    lifetime.abort(new CallerGone('closed'));
  };
  response.once('close', onClose);
  try {
    const { body, record } = await call(lifetime);
    void reply.headers(record.facts.headers).header('content-type', 'application/json').send(body);
  } catch (thrown) {
    if (!(thrown instanceof CallerGone)) throw thrown;
    reply.hijack();
  } finally {
    response.off('close', onClose);
  }
}
