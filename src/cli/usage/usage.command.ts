import { exportHead, exportLines } from '../../ledger/reports/call-text';
import type { CallFilter } from '../../ledger/reports/call-filter';
import type { UsageLine } from '../../ledger/reports/usage-line';
import type { UsageReport } from '../../ledger/reports/usage-report';
import { GROUPINGS } from '../../ledger/reports/groupings';
import type { Grouping } from '../../ledger/reports/groupings';
import { Command, Option } from '../command.decorators';
import { momentOf } from '../option-values';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { bar } from '../terminal';
import type { Column } from '../terminal';
import { UsageError } from '../usage-error';
import { useReports } from './usage-access';
import { UsageReconcileCommand } from './usage-reconcile.command';

interface UsageFlags extends PlacedOptions {
  readonly by?: readonly Grouping[];
  readonly since?: string;
  readonly until?: string;
  readonly key?: string;
  readonly group?: string;
  readonly model?: string;
  readonly csv?: boolean;
}

const BAR_WIDTH = 20;
const HOUR_MS = 3_600_000;

/** `usage` */
@Command({
  name: 'usage',
  description: 'Shows who used what and what it cost; with --csv every call.',
  subCommands: [UsageReconcileCommand],
})
export class UsageCommand extends PlacedCommand {
  override readonly examples = [
    'llm-proxy usage',
    'llm-proxy usage --by key,model --since 7d',
    'llm-proxy usage --by day --since 2026-11-01 --json',
    'llm-proxy usage --since 24h --csv > calls.csv',
  ];

  @Option({
    flags: '--by <groupings>',
    description: `up to four of ${GROUPINGS.join(', ')}, separated by commas; key by default`,
  })
  parseBy(text: string): readonly Grouping[] {
    const words = text.split(',').map((word) => word.trim());
    const known = words.flatMap((word) => GROUPINGS.find((one) => one === word) ?? []);
    const isEachOnce = known.length === words.length && new Set(known).size === known.length;
    if (isEachOnce && known.length <= 4) return known;
    throw new UsageError(`--by takes up to four of ${GROUPINGS.join(', ')}, each once, not '${text}'.`);
  }

  @Option({
    flags: '--since <when>',
    description: 'from then on: 7d (ago), 2026-11-01, or a time; 30d by default',
  })
  parseSince(text: string): string {
    return momentOf('--since', text);
  }

  @Option({ flags: '--until <when>', description: 'before then; written as for --since' })
  parseUntil(text: string): string {
    return momentOf('--until', text);
  }

  @Option({ flags: '--key <name>', description: 'only of this key; its id, or the name of an internal one' })
  parseKey(text: string): string {
    return text;
  }

  @Option({ flags: '--group <path>', description: 'only of this group and those below it' })
  parseGroup(text: string): string {
    return text;
  }

  @Option({ flags: '--model <model>', description: 'only of this model' })
  parseModel(text: string): string {
    return text;
  }

  @Option({ flags: '--csv', description: 'print every call as CSV' })
  parseCsv(): boolean {
    return true;
  }

  override run(_args: readonly string[], flags: UsageFlags): Promise<void> {
    const { by = ['key'], key, group, model } = flags;
    const since = Date.parse(flags.since ?? momentOf('--since', '30d'));
    if (flags.until !== undefined && Date.parse(flags.until) < since)
      throw new UsageError('--until must not be before --since, which is 30 days ago where it is not given.');
    const filter: CallFilter = {
      // Hourly sums answer at once.
      since: flags.csv === true ? since : Math.floor(since / HOUR_MS) * HOUR_MS,
      ...(flags.until !== undefined && { until: Date.parse(flags.until) }),
      ...(key !== undefined && { key }),
      ...(group !== undefined && { group }),
      ...(model !== undefined && { model }),
    };
    return useReports(this.access, flags, async (source) => {
      if (flags.csv === true) {
        process.stdout.write(exportHead('csv'));
        for await (const calls of source.calls(filter)) process.stdout.write(exportLines(calls, 'csv'));
        return;
      }
      const report = await source.usage(by, filter);
      if (flags.json === true) this.terminal.json(report);
      else this.#show(report);
    });
  }

  #show({ data, total, group_by }: UsageReport): void {
    if (data.length === 0) return void this.terminal.note('No call is recorded for this time.');
    const weight = (line: UsageLine): number =>
      total.cost_usd !== null && total.cost_usd > 0
        ? (line.cost_usd ?? 0)
        : line.input_tokens + line.output_tokens;
    const most = Math.max(...data.map(weight));
    const columns: Column<UsageLine>[] = [
      ...group_by.map((name) => ({
        title: name.toUpperCase(),
        value: ({ group }: UsageLine) => group[name] || '-',
      })),
      { title: 'CALLS', value: ({ calls }) => String(calls) },
      { title: 'INPUT', value: ({ input_tokens }) => String(input_tokens) },
      { title: 'CACHED', value: ({ cached_tokens }) => String(cached_tokens) },
      { title: 'OUTPUT', value: ({ output_tokens }) => String(output_tokens) },
      { title: 'COST', value: costShown },
      { title: '', value: (line) => bar(most > 0 ? weight(line) / most : 0, BAR_WIDTH) },
    ];
    this.terminal.table(columns, data);
    this.terminal.note(`Total: ${total.calls} calls, ${costShown(total)}.`);
    if (total.unpriced_calls > 0) {
      this.terminal.note(
        `Of ${total.unpriced_calls} calls the cost is not known: see "llm-proxy price check", and set a price.`,
      );
    }
  }
}

function costShown({ cost_usd, unpriced_calls }: UsageLine): string {
  if (cost_usd === null) return 'unknown';
  const shown = `$${cost_usd.toFixed(cost_usd < 1 ? 6 : 2)}`;
  return unpriced_calls > 0 ? `${shown} + unknown` : shown;
}
