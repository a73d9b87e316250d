import type { CaptureLine } from '../../captures/captured-calls';
import { Command, Option } from '../command.decorators';
import { countOf, momentOf } from '../option-values';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';
import { UsageError } from '../usage-error';
import { useCaptures } from './captures-access';

interface ListFlags extends PlacedOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly key?: string;
  readonly group?: string;
  readonly since?: string;
  readonly until?: string;
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;

const COLUMNS: readonly Column<CaptureLine>[] = [
  { title: 'CALL', value: ({ call_id }) => call_id },
  { title: 'CAPTURED', value: ({ captured_at }) => shortTime(captured_at) },
  { title: 'KEY', value: ({ key, key_id }) => key || key_id },
  { title: 'GROUP', value: ({ group }) => group || '-' },
  { title: 'DOOR', value: ({ door }) => door || '-' },
  { title: 'MODEL', value: ({ model_asked }) => model_asked || '-' },
  { title: 'STATUS', value: ({ status, ended }) => (ended === '' ? '-' : `${status} ${ended}`) },
  { title: 'KEPT UNTIL', value: ({ expires_at }) => shortTime(expires_at) },
];

/** `capture list` */
@Command({
  name: 'list',
  description: 'Lists the calls whose content is kept, the newest first, a page at a time.',
})
export class CaptureListCommand extends PlacedCommand {
  override readonly examples = [
    'llm-proxy capture list',
    'llm-proxy capture list --group acme/support --since 7d',
    'llm-proxy capture list --key Frontend-App --limit 20 --json',
  ];

  @Option({
    flags: '--limit <number>',
    description: `how many calls, up to ${MAX_PAGE}; ${DEFAULT_PAGE} by default`,
  })
  parseLimit(text: string): number {
    const limit = countOf('--limit', text);
    if (limit <= MAX_PAGE) return limit;
    throw new UsageError(`--limit takes a whole number from 1 to ${MAX_PAGE}, not '${text}'.`);
  }

  @Option({ flags: '--cursor <cursor>', description: 'the next_cursor of the page before' })
  parseCursor(text: string): string {
    return text;
  }

  @Option({ flags: '--key <name>', description: 'only of this virtual key; id or name' })
  parseKey(text: string): string {
    return text;
  }

  @Option({ flags: '--group <path>', description: 'only of this group and those below it' })
  parseGroup(text: string): string {
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

  override async run(_args: readonly string[], flags: ListFlags): Promise<void> {
    const { limit = DEFAULT_PAGE, cursor, key, group, since, until } = flags;
    const filter = {
      ...(key !== undefined && { key }),
      ...(group !== undefined && { group }),
      ...(since !== undefined && { since: Date.parse(since) }),
      ...(until !== undefined && { until: Date.parse(until) }),
    };
    const page = await useCaptures(this.access, flags, (source) => source.list(filter, limit, cursor));
    if (flags.json === true) return void this.terminal.json(page);
    if (page.data.length === 0) {
      this.terminal.note(
        'Of no such call the content is kept. A key or group opts in: "llm-proxy group update GROUP --capture all".',
      );
    } else this.terminal.table(COLUMNS, page.data);
    if (page.next_cursor !== null) this.terminal.note(`More: --cursor ${page.next_cursor}`);
  }
}
