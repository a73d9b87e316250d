import type { FastifyReply } from 'fastify';
import { CallerGone } from '../calls/call-lifetime';
import type { CallRequest } from '../calls/call-request';
import type { CallSink, CallsService } from '../calls/calls.service';
import type { Settings } from '../config/settings';
import { errorBody } from '../errors/error-body';
import { toGatewayError } from '../errors/to-gateway-error';
import { StreamReply } from '../streaming/stream-reply';

const DONE = Buffer.from('data: [DONE]\n\n');
const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');

/**
 * Answers a chat call as OpenAI's stream: the upstream's frames as they are, and `[DONE]` after a whole answer alone.
 * What fails before the first frame is thrown; what fails later becomes an error event on a connection that is then
 * broken, because no SDK notices a missing `[DONE]`.
 */
export async function streamChat(
  calls: CallsService,
  call: CallRequest,
  reply: FastifyReply,
  settings: Settings,
): Promise<void> {
  const lifetime = calls.lifetime(call);
  let headers: Readonly<Record<string, string>> = {};
  const sink: CallSink = {
    onDrain: undefined,
    opened: (answerHeaders) => {
      headers = answerHeaders;
    },
    push: (frames) => out.write(frames),
    get committed() {
      return out.committed;
    },
  };
  const out = new StreamReply(reply, {
    contentType: 'text/event-stream; charset=utf-8',
    keepAlive: KEEP_ALIVE,
    writeStallTimeoutMs: settings.writeStallTimeoutMs,
    headers: () => headers,
    onDrain: () => sink.onDrain?.(),
    onGone: (why) => {
      lifetime.abort(new CallerGone(why));
    },
  });
  try {
    await calls.stream(call, sink, lifetime);
    out.end(DONE);
  } catch (thrown) {
    if (thrown instanceof CallerGone) return void out.abandon();
    if (!out.committed) {
      out.abandon();
      throw thrown;
    }
    const body = errorBody(toGatewayError(thrown), call.trace.traceId, 'openai');
    out.break(Buffer.from(`data: ${JSON.stringify(body)}\n\n`));
  }
}
