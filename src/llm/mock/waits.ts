import { toGatewayError } from '../../errors/to-gateway-error';
import type { StreamSink } from '../llm-adapter';

/**
 * @throws GatewayError the signal's reason, once it is aborted.
 */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw toGatewayError(signal.reason);
}

/** Waits for a time in milliseconds; rejects at once when `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return unlessAborted(signal, (done) => {
    const timer = setTimeout(done, ms);
    return () => clearTimeout(timer);
  });
}

/** Waits until the sink's reader has caught up; rejects at once when `signal` is aborted. */
export function drained(sink: StreamSink, signal: AbortSignal): Promise<void> {
  return unlessAborted(signal, (done) => {
    sink.onDrain = done;
    return () => {
      sink.onDrain = undefined;
    };
  });
}

/** Waits until `signal` is aborted, and then rejects. */
export function silence(signal: AbortSignal): Promise<void> {
  return unlessAborted(signal, () => () => undefined);
}

/** Starts something to wait for; whichever way the wait ends, what `start` returned is called and nothing is left. */
function unlessAborted(signal: AbortSignal, start: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(toGatewayError(signal.reason));
      return;
    }
    const onAbort = () => {
      release();
      reject(toGatewayError(signal.reason));
    };
    const release = start(() => {
      signal.removeEventListener('abort', onAbort);
      release();
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
