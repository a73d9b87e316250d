import type { CallRecord } from '../../calls/call-record';
import type { StreamFormat } from '../../reply/send-stream';
import { errorBody } from '../../errors/error-body';
import type { GatewayError } from '../../errors/gateway-error';
import { chatUsage } from '../../wire/openai-chat/usage';
import { reasonOf } from './message-text';
import { Normalizer } from './normalizer';
import type { EventFormat } from './stream-event';

/** One stream of uniform events: its pieces, `message` and `end` after a whole answer alone, else `error`. */
export class UniformStream implements StreamFormat {
  readonly contentType: string;
  readonly keepAlive: Buffer;
  readonly #normalizer: Normalizer;

  constructor(private readonly format: EventFormat) {
    this.contentType = format.contentType;
    this.keepAlive = format.keepAlive;
    this.#normalizer = new Normalizer(format);
  }

  frames(frames: Buffer): Buffer {
    return Buffer.from(this.#normalizer.events(frames));
  }

  end({ answering, facts, usage, notes, request }: CallRecord): Buffer {
    const message = this.format.write('message', this.#normalizer.message);
    const end = this.format.write('end', {
      usage: usage === undefined ? null : chatUsage(usage),
      finish_reason: reasonOf(facts.finishReason ?? null),
      model: answering?.deployment.answerModel ?? facts.model ?? request.model,
      trace_id: request.trace.traceId,
      ...(notes.rescued && { x_llm_proxy: notes.rescued }),
    });
    return Buffer.from(message + end);
  }

  error(error: GatewayError, traceId: string): Buffer {
    return Buffer.from(this.format.write('error', errorBody(error, traceId, 'uniform')));
  }
}
