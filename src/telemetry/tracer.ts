import type { Context, SpanContext, SpanKind } from '@opentelemetry/api' with { 'resolution-mode': 'import' };
import type { ReadableSpan, Sampler, SamplingDecision } from '@opentelemetry/sdk-trace' with {
  'resolution-mode': 'import',
};
import type { Sampling } from '../traces/request-trace';
import type { SpanCounts } from './counted-exporter';
import { FinishedSpan } from './finished-span';
import type { SpanData, SpanSource } from './finished-span';

/** What a tracer is made with. */
export interface TracerParts {
  readonly sampler: Sampler;
  /** Its decision for a trace that is recorded. */
  readonly sampled: SamplingDecision;
  /** Takes finished spans, and sends them in batches. */
  readonly processor: { onEnd(span: ReadableSpan): void };
  readonly source: SpanSource;
  readonly counts: SpanCounts;
  /** Spans that may wait; what comes beyond is dropped. */
  readonly maxQueue: number;
  /** The context of a caller's span. */
  readonly contextOf: (parent: SpanContext | undefined) => Context;
}

/** Decides which traces are recorded, and takes their spans. Nothing that it does waits. */
export class Tracer {
  constructor(private readonly parts: TracerParts) {}

  /** As the sampler of `OTEL_TRACES_SAMPLER` decides; the standard ones look at the trace's id and the caller's flag alone. */
  readonly isSampled: Sampling = (traceId, parent) => {
    const { sampler, sampled, contextOf, source } = this.parts;
    const kind: SpanKind = source.kinds.server;
    const context = contextOf(
      parent && { traceId, spanId: parent.spanId, traceFlags: parent.flags, isRemote: true },
    );
    return sampler.shouldSample(context, traceId, '', kind, {}, []).decision === sampled;
  };

  /** Takes a span for export; drops it where too many wait already. */
  record(traceId: string, span: SpanData): void {
    const { processor, source, counts, maxQueue } = this.parts;
    if (counts.waiting >= maxQueue) {
      counts.dropped++;
      return;
    }
    counts.waiting++;
    processor.onEnd(new FinishedSpan(traceId, span, source));
  }
}
