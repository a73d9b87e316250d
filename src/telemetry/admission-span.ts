import type { TraceNotes } from '../traces/request-trace';
import { randomHex } from '../traces/sortable-id';
import type { SpanData } from './finished-span';

/**
 * The span of the limits that decided about a request; undefined where it did not come so far.
 * @param parentSpanId the call's
 * @param epoch from `performance.now()`'s clock to milliseconds since 1970
 * @param error why it was refused; undefined where it was admitted
 */
export function admissionSpan(
  { admissionAt, admittedAt }: TraceNotes,
  parentSpanId: string,
  epoch: number,
  error: string | undefined,
): SpanData | undefined {
  if (admissionAt === undefined || admittedAt === undefined) return undefined;
  return {
    name: 'admission',
    kind: 'internal',
    spanId: randomHex(8),
    parentSpanId,
    startedAt: epoch + admissionAt,
    endedAt: epoch + admittedAt,
    attributes: error === undefined ? {} : { 'error.type': error },
    error,
  };
}
