import { isAscii } from 'node:buffer';
import type { FastifyReply } from 'fastify';
import { limitLastWrite } from '../streaming/last-write';
import { DEPLOYMENT_HEADER } from './call-record';
import { CallerGone } from './call-lifetime';
import type { CallLifetime } from './call-lifetime';
import type { CallAnswer } from './calls.service';

/** Node joins a text of up to this size with the head and writes both at once; a Buffer always takes a second write. */
const ONE_WRITE_BYTES = 12 * 1024;

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
  // Whoever waited for something before may have left meanwhile, and `close` comes once.
  if (response.closed) onClose();
  else response.once('close', onClose);
  try {
    const { body, record } = await call(lifetime);
    void reply
      .headers(record.facts.headers)
      .header(DEPLOYMENT_HEADER, record.deploymentHeader)
      .header('content-type', 'application/json')
      .header('content-length', body.length)
      .send(body.length < ONE_WRITE_BYTES && isAscii(body) ? body.toString('latin1') : body);
    limitLastWrite(response, lifetime.writeStallMs);
  } catch (thrown) {
    if (!(thrown instanceof CallerGone)) throw thrown;
    reply.hijack();
  } finally {
    response.off('close', onClose);
  }
}
