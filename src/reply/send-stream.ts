import type { FastifyReply } from 'fastify';
import { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import { EventIds } from './event-ids';
import { StreamReply } from './stream-reply';
import { CallerGone } from '../calls/call-lifetime';
import { DEPLOYMENT_HEADER, deploymentHeader } from '../calls/call-record';
import type { CallRecord } from '../calls/call-record';
import type { CallRequest } from '../calls/call-request';
import type { CallSink, CallsService } from '../calls/calls.service';

/** What a door makes of a stream: the format in which its caller gets frames, end and error. */
export interface StreamFormat {
  readonly contentType: string;
  /** What goes out before all else, also before what is sent after a silence. */
  readonly opening?: Buffer;
  /** What is sent after 15 s of silence: means nothing to a client of this content type. */
  readonly keepAlive: Buffer;
  /**
   * The caller's bytes for whole frames in OpenAI's chunk shape (see `StreamSink.push`); empty where nothing is to be
   * sent. A GatewayError that it throws ends the call.
   */
  frames(frames: Buffer): Buffer;
  /** The last bytes of a whole answer, once it was accounted for. */
  end(record: CallRecord): Buffer;
  /** The last bytes of an answer that is not whole: its error event. */
  error(error: GatewayError, traceId: string): Buffer;
  /** Whether its clients know an error only where it comes by itself, and not together with frames. */
  readonly errorApart?: boolean;
}

/**
 * Answers a call as a stream in the door's wire. What fails before the first frame is thrown; what fails later becomes
 * an error event on a connection that is then broken, because no SDK notices a missing end.
 */
export async function sendStream(
  calls: CallsService,
  call: CallRequest,
  reply: FastifyReply,
  format: StreamFormat,
): Promise<void> {
  const lifetime = calls.lifetime(call);
  let headers: Readonly<Record<string, string>> = {};
  let deployment = '';
  const ids = eventIds(call, format);
  const sink: CallSink = {
    onDrain: undefined,
    asked: (attempt) => {
      deployment = deploymentHeader(attempt.deployment.id);
    },
    opened: (answerHeaders) => {
      headers = answerHeaders;
    },
    push: (frames) => {
      try {
        const written = format.frames(frames);
        const bytes = ids === undefined ? written : ids.number(written);
        return bytes.length === 0 || out.write(bytes);
      } catch (thrown) {
        lifetime.abort(toGatewayError(thrown));
        return true;
      }
    },
    caughtUp: (isOver) => {
      if (!isOver && ids?.isBehind === true) lifetime.abort(notThereYet());
    },
    // A method: a getter in an object literal gives each object a hidden class of its own, and that lives in V8's old space
    // and keeps the whole call alive until the next full collection.
    committed: () => out.committed,
  };
  const out = new StreamReply(reply, {
    contentType: format.contentType,
    opening: format.opening,
    keepAlive: ids === undefined ? format.keepAlive : ids.comment(format.keepAlive),
    headers: () => ({ ...headers, [DEPLOYMENT_HEADER]: deployment, ...call.admission?.streamHeaders }),
    onDrain: () => sink.onDrain?.(),
    onGone: (why) => {
      lifetime.leave(why);
    },
  });
  // A caller who waited for something before may have left meanwhile, and `close` comes once.
  if (reply.raw.closed) lifetime.abort(new CallerGone('closed'));
  try {
    const end = format.end(await calls.stream(call, sink, lifetime));
    const last = ids === undefined ? end : ids.number(end);
    if (ids?.isBehind === true) throw notThereYet();
    out.end(last);
  } catch (thrown) {
    if (thrown instanceof CallerGone) return void out.abandon();
    if (!out.committed) {
      out.abandon();
      throw thrown;
    }
    out.break(format.error(toGatewayError(thrown), call.trace.traceId), format.errorApart);
  }
}

/** A call that can be continued has numbers on its events. @throws GatewayError INVALID_REQUEST where its format has none */
function eventIds({ repeated }: CallRequest, { contentType }: StreamFormat): EventIds | undefined {
  if (repeated === undefined) return undefined;
  if (contentType.startsWith('text/event-stream')) return new EventIds(repeated.after ?? 0);
  if (repeated.after === undefined) return undefined;
  throw new GatewayError(
    'INVALID_REQUEST',
    'Last-Event-ID is for server-sent events: JSON lines have no ids.',
  );
}

function notThereYet(): GatewayError {
  return new GatewayError(
    'CONFLICT',
    'Last-Event-ID is beyond the end of the answer: give the `id` of the last event that came.',
  );
}
