import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';

/** Shows what readiness says, check by check; asked for when it is scraped. */
@Injectable()
export class HealthMetrics {
  #source: () => Iterable<readonly [check: string, up: boolean]> = () => [];

  constructor(@Inject(Registry) registry: Registry) {
    const checks = (): Iterable<readonly [string, boolean]> => this.#source();
    new Gauge({
      name: 'llm_proxy_health_check_up',
      help: 'Checks of /health/ready: 1 up, 0 down. Without requests no request is taken; without the others the service is degraded.',
      labelNames: ['check'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [check, up] of checks()) this.set({ check }, up ? 1 : 0);
      },
    });
  }

  /** Where the checks come from; their names are words of our own. */
  setSource(source: () => Iterable<readonly [check: string, up: boolean]>): void {
    this.#source = source;
  }
}
