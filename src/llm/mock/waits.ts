import type { CancelSignal } from '../../cancellation/cancellation';
import { abortReason } from '../../cancellation/cancellation';
import { waitFor } from '../../cancellation/waits';
import type { StreamSink } from '../llm-adapter';

/** @throws the signal's reason, once it is aborted */
export function throwIfAborted(signal: CancelSignal): void {
  if (signal.aborted) throw abortReason(signal);
}

/** Waits until the sink's reader has caught up. @throws the signal's reason, as soon as it is aborted */
export function drained(sink: StreamSink, signal: CancelSignal): Promise<void> {
  return waitFor(signal, (done) => {
    sink.onDrain = done;
    return () => {
      sink.onDrain = undefined;
    };
  });
}

/** Waits until `signal` is aborted. @throws its reason then */
export function silence(signal: CancelSignal): Promise<void> {
  return waitFor(signal, () => () => undefined);
}
