import type { FastifyReply } from 'fastify';
import { CallerGone } from '../calls/call-lifetime';
import { DEPLOYMENT_HEADER, deploymentHeader } from '../calls/call-record';
import type { CallRequest } from '../calls/call-request';
import type { CallSink, CallsService } from '../calls/calls.service';
import { errorBody } from '../errors/error-body';
import { toGatewayError } from '../errors/to-gateway-error';
import { StreamReply } from './stream-reply';

const NOTHING: Buffer = Buffer.alloc(0);
const EVENTS = 'text/event-stream';
const COMMENT = Buffer.from(': keep-alive\n\n');

/**
 * Answers a call with its upstream's bytes, of whatever type they are. What fails before the first of them is thrown; later the
 * connection is broken, after an error event where the answer is a stream of events.
 */
export async function sendPassed(calls: CallsService, call: CallRequest, reply: FastifyReply): Promise<void> {
  const lifetime = calls.lifetime(call);
  let headers: Readonly<Record<string, string>> = {};
  let deployment = '';
  const options = {
    // Both are known when the upstream has answered.
    contentType: '',
    keepAlive: NOTHING,
    headers: () => ({ ...headers, [DEPLOYMENT_HEADER]: deployment }),
    onDrain: () => sink.onDrain?.(),
    onGone: (why: 'closed' | 'stalled') => {
      lifetime.leave(why);
    },
  };
  const sink: CallSink = {
    onDrain: undefined,
    asked: (attempt) => {
      deployment = deploymentHeader(attempt.deployment.id);
    },
    opened: ({ 'content-type': contentType = '', ...others }) => {
      options.contentType = contentType;
      // Between the bytes of a sound nothing of ours has a place.
      if (contentType.startsWith(EVENTS)) options.keepAlive = COMMENT;
      headers = others;
    },
    push: (bytes) => out.write(bytes),
    committed: () => out.committed,
  };
  const out = new StreamReply(reply, options);
  // Who waited for something before may have left meanwhile, and `close` comes once.
  if (reply.raw.closed) lifetime.abort(new CallerGone('closed'));
  try {
    await calls.pass(call, sink, lifetime);
    out.end(NOTHING);
  } catch (thrown) {
    if (thrown instanceof CallerGone) return void out.abandon();
    if (!out.committed) {
      out.abandon();
      throw thrown;
    }
    const error = JSON.stringify(errorBody(toGatewayError(thrown), call.trace.traceId, 'openai'));
    out.break(options.contentType.startsWith(EVENTS) ? Buffer.from(`data: ${error}\n\n`) : NOTHING);
  }
}
