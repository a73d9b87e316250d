import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../../errors/gateway-error';
import { RegistryView } from '../../registry/memory/registry-view';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import type { Page, PageRequest } from '../../registry/registry-admin';
import { DeploymentHealth } from './deployment-health';
import type { DeploymentReport } from './deployment-report';
import { DeploymentReports } from './deployment-reports';

const PAGE = 100;

/** What operators do to deployments by hand, in this process. An id is `connection/model`. */
@Injectable()
export class DeploymentControl {
  constructor(
    private readonly reports: DeploymentReports,
    private readonly health: DeploymentHealth,
    @Inject(RegistryView) private readonly registry: RegistryView,
  ) {}

  /** Sorted by id; the cursor is the last one's. */
  list({ limit = PAGE, cursor = '' }: PageRequest): Page<DeploymentReport> {
    const behind = this.reports.all().filter(({ id }) => id > cursor);
    const data = behind.slice(0, limit);
    return { data, next_cursor: behind.length > limit ? (data.at(-1)?.id ?? null) : null };
  }

  /** @throws GatewayError NOT_FOUND */
  get(id: string): DeploymentReport {
    return this.#found(id);
  }

  /** Closes its breakers, so that it is asked again at once. @throws GatewayError NOT_FOUND */
  reset(id: string): DeploymentReport {
    this.health.reset(id, this.#connectionOf(id));
    return this.#found(id);
  }

  /** Takes it out for maintenance, or puts it back: calls that run there go on. @throws GatewayError NOT_FOUND */
  drain(id: string, draining: boolean): DeploymentReport {
    this.health.drain(id, this.#connectionOf(id), draining);
    return this.#found(id);
  }

  #connectionOf(id: string): ConnectionEntry {
    const { connection } = this.#found(id);
    const found = this.registry.connection(connection);
    if (found === undefined) throw notThere(id);
    return found;
  }

  #found(id: string): DeploymentReport {
    const report = this.reports.get(id);
    if (report === undefined) throw notThere(id);
    return report;
  }
}

function notThere(id: string): GatewayError {
  return new GatewayError(
    'NOT_FOUND',
    `There is no deployment '${id.slice(0, 256)}'. It is called after its connection and its model: connection/model.`,
  );
}
