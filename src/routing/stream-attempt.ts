import type { LlmAdapter, LlmCall, StreamSink } from '../llm/llm-adapter';
import type { GapHistogram } from '../metrics/gap-histogram';
import { PartCancellation } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { AttemptStream } from './attempt-stream';
import type { StreamLimits } from './attempt-stream';

/** What one attempt at a stream is made of. */
export interface StreamAttempt {
  readonly adapter: Pick<LlmAdapter, 'stream'>;
  readonly call: LlmCall;
  readonly sink: StreamSink;
  readonly limits: StreamLimits;
  readonly gaps: GapHistogram;
  /** The call's own signal: the caller has gone, the total limit has passed. */
  readonly signal: CancelSignal;
  /** Told what was delivered, whichever way the attempt ended. */
  readonly onEnd: (stream: AttemptStream) => void;
}

/** Makes one attempt at a stream within its limits of time. Rejects as adapters do, with TIMEOUT when a limit passed. */
export async function attemptStream({
  adapter,
  call,
  sink,
  limits,
  gaps,
  signal,
  onEnd,
}: StreamAttempt): Promise<void> {
  const attempt = new PartCancellation(signal);
  const stream = new AttemptStream(sink, limits, gaps, (error) => {
    attempt.abort(error);
  });
  try {
    await adapter.stream(call, stream, attempt);
  } catch (thrown) {
    throw attempt.aborted ? attempt.reason : thrown;
  } finally {
    attempt.release();
    stream.close();
    onEnd(stream);
  }
}
