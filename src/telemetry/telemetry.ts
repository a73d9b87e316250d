import type { SpanCounts } from './counted-exporter';
import type { GenAiMeter } from './gen-ai-meter';
import type { Tracer } from './tracer';

/** What is exported by OTLP. Where a part is switched off it is undefined, and nothing of it is loaded. */
export interface Telemetry {
  readonly tracer: Tracer | undefined;
  readonly meter: GenAiMeter | undefined;
  readonly counts: SpanCounts;
  /** Sends what waits, and ends; resolves after `limitMs` at the latest. Never rejects. */
  close(limitMs: number): Promise<void>;
}

/** Injection token of the {@link Telemetry}. */
export const Telemetry = Symbol('Telemetry');
