import { FIGURES } from './provider-export';
import type { Figure, ProviderExport, ProviderLine } from './provider-export';
import { UsageError } from '../usage-error';
import { billReader } from './cloud-bill';
import { columnsOf, exportTable, titleOf } from './export-table';
import { dayOf, numberOf } from './export-fields';

/** A column that is looked for. */
export type ExportColumn = 'day' | 'model' | Figure;

/**
 * The names of columns in the exports of providers' consoles, lower-case: OpenAI's activity and costs, Anthropic's usage and cost. Several that are
 * there add up, as Anthropic's parts of a prompt do.
 */
const NAMES: Readonly<Record<ExportColumn, readonly (readonly string[])[]>> = {
  day: [
    ['usage_date_utc'],
    ['start_time_iso'],
    ['date'],
    ['day'],
    ['usage_date'],
    ['start_time'],
    ['timestamp'],
  ],
  model: [['model_version'], ['model'], ['model_id'], ['model_name'], ['snapshot_id'], ['line_item']],
  requests: [['num_model_requests'], ['n_requests'], ['num_requests'], ['requests'], ['calls']],
  input: [
    ['input_tokens'],
    ['prompt_tokens'],
    ['n_context_tokens_total'],
    [
      'usage_input_tokens_no_cache',
      'usage_input_tokens_cache_write_5m',
      'usage_input_tokens_cache_write_1h',
      'usage_input_tokens_cache_read',
    ],
  ],
  cached: [['input_cached_tokens'], ['cached_tokens'], ['usage_input_tokens_cache_read']],
  output: [['output_tokens'], ['completion_tokens'], ['n_generated_tokens_total'], ['usage_output_tokens']],
  cost: [['cost_usd'], ['cost_in_usd'], ['amount_value'], ['cost'], ['amount']],
};

/**
 * Reads a provider's export, a table (CSV) or objects (JSON, one a line or in a list). Lines that name their models are summed by
 * day and model; those of a bill, of which there may be hundreds of thousands, are not.
 * @param named columns that are called otherwise, by what they hold
 * @throws UsageError naming what is missing or wrong, and where
 */
export function readProviderExport(
  text: string,
  named: Readonly<Partial<Record<ExportColumn, string>>> = {},
): ProviderExport {
  const { head, rows } = exportTable(text.replace(/^\uFEFF/, ''));
  const titles = head.map(titleOf);
  const reader = Object.keys(named).length === 0 ? billReader(titles) : undefined;
  if (reader !== undefined) return reader(rows);
  return { lines: ownLines(head, titles, rows, named), isBill: false, beside: new Map() };
}

/** Lines that name their models. */
function ownLines(
  head: readonly string[],
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  named: Readonly<Partial<Record<ExportColumn, string>>>,
): readonly ProviderLine[] {
  const columns = (wanted: ExportColumn): readonly number[] => {
    const own = named[wanted];
    const options = own === undefined ? NAMES[wanted] : [[titleOf(own)]];
    for (const option of options) {
      const found = columnsOf(titles, option);
      if (found.length > 0) return found;
    }
    if (own !== undefined)
      throw new UsageError(`The export has no column '${own}': it has ${head.join(', ')}.`);
    return [];
  };
  const [[dayAt], [modelAt]] = [columns('day'), columns('model')];
  if (dayAt === undefined || modelAt === undefined) {
    const missing = dayAt === undefined ? 'day' : 'model';
    throw new UsageError(
      `The export has no column for the ${missing}: it has ${head.join(', ') || 'nothing'}. Name it: --column ${missing}=NAME.`,
    );
  }
  const figures = FIGURES.map((figure) => [figure, columns(figure)] as const).filter(
    ([, at]) => at.length > 0,
  );
  if (figures.length === 0) throw new UsageError('The export has no column with requests, tokens or cost.');
  const lines = new Map<string, { day: string; model: string } & Partial<Record<Figure, number>>>();
  for (const [index, row] of rows.entries()) {
    if (row.every((field) => field.trim() === '')) continue;
    const place = `line ${index + 2}`;
    // OpenAI's costs have a line for each class of a model's tokens: `gpt-4o-2024-08-06, cached input`.
    const [model = ''] = (row[modelAt] ?? '').trim().split(', ', 1);
    // Sums at the end of an export, and costs of what is no model.
    if (model === '') continue;
    const day = dayOf(row[dayAt] ?? '', place);
    const key = `${day}\n${model}`;
    const line = lines.get(key) ?? { day, model };
    for (const [figure, places] of figures) {
      const sum = places.reduce((total, at) => total + numberOf(row[at] ?? '', place), 0);
      line[figure] = (line[figure] ?? 0) + sum;
    }
    lines.set(key, line);
  }
  return [...lines.values()];
}
