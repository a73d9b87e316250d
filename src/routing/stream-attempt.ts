import type { LlmAdapter, LlmCall, StreamSink } from '../llm/llm-adapter';
import type { GapHistogram } from '../telemetry/gap-histogram';
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
  readonly signal: AbortSignal;
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
  const attempt = new AbortController();
  const stop = (): void => {
    attempt.abort(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  const stream = new AttemptStream(sink, limits, gaps, (error) => {
    attempt.abort(error);
  });
  try {
    await adapter.stream(call, stream, attempt.signal);
  } catch (thrown) {
    throw attempt.signal.aborted ? attempt.signal.reason : thrown;
  } finally {
    signal.removeEventListener('abort', stop);
    stream.close();
    onEnd(stream);
  }
}
