import type { CallFilter } from '../../ledger/reports/call-filter';
import { Command, Option } from '../command.decorators';
import { CommandFailed } from '../failure';
import { amountOf, pairOf } from '../option-values';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { readTextFile } from '../registry/document-file';
import type { Column } from '../terminal';
import { UsageError } from '../usage-error';
import { readProviderExport } from './provider-csv';
import { FIGURES } from './provider-export';
import type { ProviderExport } from './provider-export';
import type { ExportColumn } from './provider-csv';
import { reconcile } from './reconciliation';
import type { Difference } from './reconciliation';
import { useReports } from './usage-access';

interface ReconcileFlags extends PlacedOptions {
  readonly providerCsv?: string;
  readonly provider?: string;
  readonly tolerance?: number;
  readonly column?: Readonly<Partial<Record<ExportColumn, string>>>;
}

const DAY_MS = 86_400_000;
const COLUMNS: readonly ExportColumn[] = ['day', 'model', ...FIGURES];

/** `usage reconcile` */
@Command({
  name: 'reconcile',
  description:
    "Compares a provider's own usage export with the ledger, by day and model; exits with 1 where they differ.",
})
export class UsageReconcileCommand extends PlacedCommand {
  override readonly examples = [
    'llm-proxy usage reconcile --provider-csv openai.csv --provider openai',
    'llm-proxy usage reconcile --provider-csv claude.csv --provider anthropic --tolerance 1',
    'llm-proxy usage reconcile --provider-csv google-billing.json --provider google --tolerance 1',
    'llm-proxy usage reconcile --provider-csv own.csv --column day=when --column input=tokens_in',
  ];

  @Option({
    flags: '--provider-csv <file>',
    description: "the provider's export or bill, CSV or JSON; - for standard input",
    required: true,
  })
  parseProviderCsv(text: string): string {
    return text;
  }

  @Option({
    flags: '--provider <name>',
    description: 'compare only calls of this provider (openai, anthropic, …)',
  })
  parseProvider(text: string): string {
    return text;
  }

  @Option({
    flags: '--tolerance <percent>',
    description: 'differences up to this share do not count; 0 by default',
  })
  parseTolerance(text: string): number {
    return amountOf('--tolerance', text) / 100;
  }

  @Option({
    flags: '--column <what=name>',
    description: `the column of ${COLUMNS.join(', ')} where it is called otherwise; may be repeated`,
  })
  parseColumn(text: string, before: ReconcileFlags['column'] = {}): ReconcileFlags['column'] {
    const [what, name] = pairOf('--column', text);
    const known = COLUMNS.find((one) => one === what);
    if (known === undefined)
      throw new UsageError(`--column takes one of ${COLUMNS.join(', ')}, not '${what}'.`);
    return { ...before, [known]: name };
  }

  override async run(_args: readonly string[], flags: ReconcileFlags): Promise<void> {
    const { providerCsv = '-', provider, tolerance = 0, column } = flags;
    const theirs = readProviderExport(await readTextFile(providerCsv), column);
    const days = [...new Set(theirs.lines.map(({ day }) => day))].sort();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined)
      throw new UsageError('The export has no line that tells the tokens of a model.');
    const filter: CallFilter = {
      since: Date.parse(first),
      until: Date.parse(last) + DAY_MS,
      ...(provider !== undefined && { provider }),
    };
    const differences = await useReports(this.access, flags, async (source) => {
      const { data } = await source.usage(['day', 'model'], filter);
      return reconcile(theirs, data, tolerance);
    });
    if (flags.json === true) this.terminal.json(differences);
    else if (differences.length === 0) this.terminal.line(agreement(theirs));
    else {
      this.terminal.table(SHOWN, differences);
      this.terminal.note(`${differences.length} figures differ.`);
    }
    if (theirs.beside.size > 0) this.terminal.note(besideTokens(theirs.beside));
    if (differences.length > 0) throw new CommandFailed();
  }
}

/** Columns of other names are not compared, which nobody should take for an agreement. */
function agreement({ lines }: ProviderExport): string {
  const compared = FIGURES.filter((figure) => lines.some((line) => line[figure] !== undefined));
  return `The ledger and the export agree on ${compared.join(', ')}.`;
}

/** The dearest names of what is billed and is no token of a model. */
function besideTokens(beside: ProviderExport['beside']): string {
  const names = [...beside].sort(([, one = 0], [, other = 0]) => other - one);
  const shownNames = names
    .slice(0, MAX_BESIDE)
    .map(([name, cost]) => (cost === undefined ? name : `${name} (${cost.toFixed(2)} USD)`));
  const more = names.length > MAX_BESIDE ? `, and ${names.length - MAX_BESIDE} more` : '';
  return `Not compared, because no tokens of a model are told: ${shownNames.join(', ')}${more}.`;
}

const MAX_BESIDE = 10;

const SHOWN: readonly Column<Difference>[] = [
  { title: 'DAY', value: ({ day }) => day },
  { title: 'MODEL', value: ({ model }) => model },
  { title: 'FIGURE', value: ({ figure }) => figure },
  { title: 'LEDGER', value: ({ ledger }) => shown(ledger) },
  { title: 'PROVIDER', value: ({ provider }) => shown(provider) },
  {
    title: 'DIFFERENCE',
    value: ({ difference }) => (difference > 0 ? `+${difference}` : String(difference)),
  },
];

function shown(figure: number | null): string {
  return figure === null ? '-' : String(figure);
}
