import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';

/** What of a deployment is shown. */
export interface DeploymentMeasures {
  /** `connection/model`: one that is registered or has answered, so that no caller makes up a label. */
  readonly id: string;
  readonly state: 'closed' | 'half_open' | 'open' | 'draining';
  readonly in_flight: number;
}

/** The gauge's value for each state. */
const VALUES: Readonly<Record<DeploymentMeasures['state'], number>> = {
  closed: 0,
  half_open: 1,
  open: 2,
  draining: 3,
};
/** Deployments with series of their own. */
const MAX_SERIES = 500;

/** Shows how deployments fare; asked for when it is scraped. */
@Injectable()
export class DeploymentMetrics {
  #source: () => readonly DeploymentMeasures[] = () => [];

  constructor(@Inject(Registry) registry: Registry) {
    const shown = (): readonly DeploymentMeasures[] => this.#source().slice(0, MAX_SERIES);
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
  setSource(source: () => readonly DeploymentMeasures[]): void {
    this.#source = source;
  }
}
