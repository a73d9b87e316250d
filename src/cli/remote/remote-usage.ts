import { isObject } from '../../json/json-object';
import type { CallFilter } from '../../ledger/reports/call-filter';
import type { CallLine, UsageReport } from '../../ledger/reports/usage-report';
import type { Grouping } from '../../ledger/reports/groupings';
import type { UsageSource } from '../usage/usage-source';
import { AdminClient } from './admin-client';
import type { Service } from './admin-client';

/** The reports of a running service, by its admin API. */
export class RemoteUsage implements UsageSource {
  readonly #client: AdminClient;

  /** @throws UsageError when the address is not one of a service */
  constructor(service: Service) {
    this.#client = new AdminClient(service);
  }

  usage(groupBy: readonly Grouping[], filter: CallFilter): Promise<UsageReport> {
    const query = { group_by: groupBy.join(','), ...texts(filter) };
    return this.#client.one({ method: 'GET', path: ['usage'], query }, isReport);
  }

  calls(filter: CallFilter): AsyncGenerator<readonly CallLine[], void> {
    const query = { format: 'jsonl', ...texts(filter) };
    return this.#client.lines({ method: 'GET', path: ['usage', 'export'], query }, isCall);
  }
}

function texts({ since, until, ...rest }: CallFilter): Record<string, string | number> {
  return {
    ...rest,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  };
}

function isLine(value: unknown): boolean {
  return isObject(value) && isObject(value['group']) && typeof value['calls'] === 'number';
}

function isReport(value: unknown): value is UsageReport {
  if (!isObject(value)) return false;
  const { data, total, group_by } = value;
  return Array.isArray(data) && data.every(isLine) && isLine(total) && Array.isArray(group_by);
}

function isCall(value: unknown): value is CallLine {
  return isObject(value) && typeof value['call_id'] === 'string' && typeof value['status'] === 'number';
}
