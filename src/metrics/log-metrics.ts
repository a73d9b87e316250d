import { Inject, Injectable, Optional } from '@nestjs/common';
import { Registry } from 'prom-client';
import { LogOutput } from '../log/log-destination';
import { TalliedCounter } from './tallied-metrics';

/** Counts what the log lost. */
@Injectable()
export class LogMetrics {
  constructor(@Inject(Registry) registry: Registry, @Optional() @Inject(LogOutput) output?: LogOutput) {
    new TalliedCounter(
      {
        name: 'llm_proxy_log_lines_dropped_total',
        help: 'Lines of the log that standard output did not take: its disk is full, or nobody reads it.',
        registers: [registry],
      },
      () => [{ labels: {}, value: output?.dropped ?? 0 }],
    );
  }
}
