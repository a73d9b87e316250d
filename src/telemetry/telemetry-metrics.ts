import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { TalliedCounter } from '../metrics/tallied-metrics';
import { Telemetry } from './telemetry';

/** Counts what became of spans. */
@Injectable()
export class TelemetryMetrics {
  constructor(@Inject(Registry) registry: Registry, @Inject(Telemetry) { counts }: Telemetry) {
    const counter = (name: string, help: string, read: () => number): void => {
      new TalliedCounter({ name, help, registers: [registry] }, () => [{ labels: {}, value: read() }]);
    };
    counter('llm_proxy_spans_exported_total', 'Spans that the collector has taken.', () => counts.exported);
    counter(
      'llm_proxy_spans_dropped_total',
      'Spans that were given up: too many waited, or the collector did not take them.',
      () => counts.dropped,
    );
  }
}
