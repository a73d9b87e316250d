import type { AuditFilter, RegistryAdmin } from '../../registry/registry-admin';
import type { AuditRecord } from '../../registry/registry-records';
import { Command, Option } from '../command.decorators';
import { countOf, momentOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';

interface AuditFlags extends RegistryOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly entity?: string;
  readonly of?: string;
  readonly since?: string;
  readonly until?: string;
}

const COLUMNS: readonly Column<AuditRecord>[] = [
  { title: 'TIME', value: ({ at }) => shortTime(at) },
  { title: 'WHO', value: ({ actor }) => actor },
  { title: 'ACTION', value: ({ action }) => action },
  { title: 'WHAT', value: ({ entity, entity_name }) => `${entity} ${entity_name}` },
  { title: 'CHANGED', value: ({ before, after }) => Object.keys(after ?? before ?? {}).join(', ') },
  { title: 'VERSION', value: ({ version }) => String(version) },
];

/** `audit` */
@Command({
  name: 'audit',
  description: 'Lists who changed what and when, the newest first, a page at a time.',
})
export class AuditCommand extends RegistryCommand<AuditFlags> {
  override readonly examples = [
    'llm-proxy audit',
    'llm-proxy audit --entity connection --of OpenAI-Main --since 7d',
    'llm-proxy audit --actor admin-api --action remove --json',
  ];

  @Option({ flags: '--limit <number>', description: 'changes to a page, 1 to 1000; 100 by default' })
  parseLimit(text: string): number {
    return countOf('--limit', text);
  }

  @Option({ flags: '--cursor <cursor>', description: 'the next page: what the page before ended with' })
  parseCursor(text: string): string {
    return text;
  }

  @Option({ flags: '--actor <who>', description: 'only what they did: admin-api, cli:name, gateway' })
  parseActor(text: string): string {
    return text;
  }

  @Option({ flags: '--action <action>', description: 'only create, update, remove, rotate, test or read' })
  parseAction(text: string): string {
    return text;
  }

  @Option({
    flags: '--entity <kind>',
    description:
      'only connection, model, virtual_key, assignment, vault, price, group, budget, route or call',
  })
  parseEntity(text: string): string {
    return text;
  }

  @Option({ flags: '--of <name>', description: 'only what happened to this; id or name' })
  parseOf(text: string): string {
    return text;
  }

  @Option({ flags: '--since <when>', description: 'only from then on: 7d (ago), 2026-11-01, or a time' })
  parseSince(text: string): string {
    return momentOf('--since', text);
  }

  @Option({ flags: '--until <when>', description: 'only before then; written as for --since' })
  parseUntil(text: string): string {
    return momentOf('--until', text);
  }

  protected override async execute(registry: RegistryAdmin, flags: AuditFlags): Promise<void> {
    const { limit, cursor, actor, action, entity, of, since, until, json } = flags;
    const filter: AuditFilter = {
      ...(actor !== undefined && { actor }),
      ...(action !== undefined && { action }),
      ...(entity !== undefined && { entity }),
      ...(of !== undefined && { of }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
    };
    const page = await registry.audit({
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
      ...filter,
    });
    if (json === true) return void this.terminal.json(page);
    if (page.data.length === 0) this.terminal.note('There is no such change.');
    else this.terminal.table(COLUMNS, page.data);
    if (page.next_cursor !== null) this.terminal.note(`More: --cursor ${page.next_cursor}`);
  }
}
