import type { DeploymentReport } from '../../routing/health/deployment-report';
import { Command } from '../command.decorators';
import { everyRecord } from '../every-record';
import type { PlacedOptions } from '../placed-command';
import type { AdminClient } from '../remote/admin-client';
import { isDeployment } from '../remote/record-shapes';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';
import { DeploymentCommand } from './deployment-command';

const PERCENT = 100;
const COLUMNS: readonly Column<DeploymentReport>[] = [
  { title: 'DEPLOYMENT', value: ({ id }) => id },
  {
    title: 'STATE',
    value: ({ state, keys_kept_away: keys }) => (keys > 0 ? `${state} (${keys} keys)` : state),
  },
  { title: 'SINCE', value: ({ since }) => (since === null ? '-' : shortTime(since)) },
  {
    title: 'LAST ERROR',
    value: ({ last_error: last }) => (last === null ? '-' : `${last.kind} ${shortTime(last.at)}`),
  },
  {
    title: 'FIRST TOKEN P50/P95',
    value: ({ first_token_p50_ms: p50, first_token_p95_ms: p95 }) =>
      p50 === null ? '-' : `${p50}/${p95 ?? p50} ms`,
  },
  { title: 'IN FLIGHT', value: ({ in_flight: inFlight }) => String(inFlight) },
  {
    title: 'SUCCESS 5 MIN',
    value: ({ success_rate: rate, attempts }) =>
      rate === null ? '-' : `${Math.round(rate * PERCENT)} % of ${attempts}`,
  },
];

/** `deployment list` */
@Command({ name: 'list', description: 'Lists the deployments of a running service and how they fare.' })
export class DeploymentListCommand extends DeploymentCommand {
  override readonly examples = [
    'llm-proxy deployment list --url https://llm.example.com',
    'llm-proxy deployment list --json',
  ];

  protected override async ask(client: AdminClient, { json }: PlacedOptions): Promise<void> {
    const records = everyRecord((page) =>
      client.page({ method: 'GET', path: ['deployments'], query: { ...page } }, isDeployment),
    );
    if (json === true) return this.terminal.jsonArray(records);
    const rows: DeploymentReport[] = [];
    for await (const record of records) rows.push(record);
    if (rows.length === 0) this.terminal.note('There is no deployment: no connection has a model.');
    else this.terminal.table(COLUMNS, rows);
  }
}
