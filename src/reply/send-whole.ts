import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { withDropped } from '../llm/dropped-header';
import { processBytes } from '../memory/byte-budget';
import { answerHead } from './answer-headers';
import { DEPLOYMENT_HEADER } from '../calls/call-record';
import { CallerGone } from '../calls/call-lifetime';
import type { CallLifetime } from '../calls/call-lifetime';
import type { CallAnswer } from '../calls/calls.service';

/** The answer was stored under its Idempotency-Key. */
const REPLAYED_HEADER = 'x-llm-proxy-replayed';

/** Node joins a text with the head and writes both as one; of a larger answer that would be a copy too many. */
const ONE_TEXT_BYTES = 12 * 1024;
/** From this size on an answer that waits for its caller is counted with the bodies that are in memory. */
const COUNTED_BYTES = 64 * 1024;

/** Sends a whole answer as it came; a caller who leaves before it is there stops the call. */
export async function sendWhole(
  reply: FastifyReply,
  lifetime: CallLifetime,
  call: (lifetime: CallLifetime) => Promise<CallAnswer>,
): Promise<void> {
  const response = reply.raw;
  const onClose = (): void => {
    lifetime.leave('closed');
  };
  // A caller who waited for something before may have left meanwhile, and `close` comes once.
  if (response.closed) onClose();
  else response.once('close', onClose);
  try {
    const { body, record } = await call(lifetime);
    const head = answerHead(reply.request, withDropped(record.facts), record.costHeaders);
    head.push(DEPLOYMENT_HEADER, record.deploymentHeader, 'content-type', 'application/json');
    head.push('content-length', String(body.length));
    if (record.notes.replayed === 'stored') head.push(REPLAYED_HEADER, 'true');
    response.writeHead(response.statusCode, head);
    // Only now: a head that Node refuses is still answered with an error.
    reply.hijack();
    if (body.length > COUNTED_BYTES) countWhileSent(response, body.length);
    // The answers of one turn of the event loop go out together: to wake a sleeping peer on the same machine takes
    // longer than all that was done for its call, and so it is woken once for all of them.
    setImmediate(sendBody, response, body);
  } catch (thrown) {
    if (!(thrown instanceof CallerGone)) throw thrown;
    reply.hijack();
  } finally {
    response.off('close', onClose);
  }
}

function countWhileSent(response: ServerResponse, bytes: number): void {
  if (response.closed) return;
  const lease = processBytes.lease();
  lease.count(bytes);
  response.once('close', () => {
    lease.release();
  });
}

function sendBody(response: ServerResponse, body: Buffer): void {
  if (response.destroyed) return;
  // As Latin-1 every byte is a character and comes out as the byte it was, whatever the encoding of the answer.
  if (body.length < ONE_TEXT_BYTES) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
}
