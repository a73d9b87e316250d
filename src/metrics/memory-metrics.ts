import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { processBytes } from '../memory/byte-budget';

/** Tells what bodies, whole answers and large frames hold of their memory. */
@Injectable()
export class MemoryMetrics {
  constructor(@Inject(Registry) registry: Registry) {
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    };
    gauge(
      'llm_proxy_body_memory_held_bytes',
      'Bytes of bodies, whole answers and large frames that are in memory.',
      () => processBytes.heldBytes,
    );
    gauge(
      'llm_proxy_body_memory_limit_bytes',
      'Bytes of these that may be in memory together.',
      () => processBytes.limitBytes,
    );
    gauge(
      'llm_proxy_body_memory_waiting',
      'Bodies, answers and frames that wait unread for room in memory.',
      () => processBytes.waiting,
    );
  }
}
