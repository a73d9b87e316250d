import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';

/** What of a deployment is shown. */
export interface DeploymentMeasures {
  /** `connection/model`: one that is registered or has answered. */
  readonly id: string;
  readonly state: 'closed' | 'half_open' | 'open' | 'draining';
  readonly in_flight: number;
}

/** The deployments that there are. */
export interface ShownDeployments {
  readonly registered: readonly DeploymentMeasures[];
  /** Of models that no registry has: a caller may have made up their names. */
  readonly others: readonly DeploymentMeasures[];
}

/** The gauge's value for each state. */
const VALUES: Readonly<Record<DeploymentMeasures['state'], number>> = {
  closed: 0,
  half_open: 1,
  open: 2,
  draining: 3,
};
/** Registered deployments with series of their own. */
const MAX_SERIES = 500;
/** Others that have answered: wildcard routes answer to any name that a caller makes up. Which they are never changes. */
const MAX_OTHERS = 100;

/** Shows how deployments fare; asked for when it is scraped. */
@Injectable()
export class DeploymentMetrics {
  #source: () => ShownDeployments = () => ({ registered: [], others: [] });
  readonly #others = new Set<string>();

  constructor(@Inject(Registry) registry: Registry) {
    const shown = (): readonly DeploymentMeasures[] => this.#shown();
    const gauge = (name: string, help: string, value: (measures: DeploymentMeasures) => number): void => {
      new Gauge({
        name,
        help,
        labelNames: ['deployment'],
        registers: [registry],
        collect() {
          this.reset();
          for (const measures of shown()) this.set({ deployment: measures.id }, value(measures));
        },
      });
    };
    gauge(
      'llm_proxy_deployment_state',
      'Of the breaker of a deployment: 0 closed, 1 half open, 2 open; 3 taken out by hand.',
      ({ state }) => VALUES[state],
    );
    gauge(
      'llm_proxy_deployment_in_flight',
      'Attempts that run at a deployment.',
      ({ in_flight: inFlight }) => inFlight,
    );
  }

  /** Where the deployments come from. */
  setSource(source: () => ShownDeployments): void {
    this.#source = source;
  }

  #shown(): readonly DeploymentMeasures[] {
    const { registered, others } = this.#source();
    for (const { id } of others) if (this.#others.size < MAX_OTHERS) this.#others.add(id);
    return [...registered.slice(0, MAX_SERIES), ...others.filter(({ id }) => this.#others.has(id))];
  }
}
