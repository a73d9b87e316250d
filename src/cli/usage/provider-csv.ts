import { UsageError } from '../usage-error';

/** What a provider says that was used on a day (UTC) of a model; undefined for what its export does not tell. */
export interface ProviderLine {
  readonly day: string;
  readonly model: string;
  readonly requests?: number;
  /** Whole prompts, what was read from a cache and written to it included. */
  readonly input?: number;
  readonly cached?: number;
  readonly output?: number;
  readonly cost?: number;
}

/** A figure of {@link ProviderLine}. */
export type Figure = 'requests' | 'input' | 'cached' | 'output' | 'cost';

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

export const FIGURES: readonly Figure[] = ['requests', 'input', 'cached', 'output', 'cost'];

/**
 * Reads a provider's export: its lines by day and model, summed.
 * @param named columns that are called otherwise, by what they hold
 * @throws UsageError naming what is missing or wrong, and where
 */
export function readProviderCsv(
  text: string,
  named: Readonly<Partial<Record<ExportColumn, string>>> = {},
): readonly ProviderLine[] {
  const [head = [], ...rows] = csvRows(text.replace(/^\uFEFF/, ''));
  const titles = head.map((title) => title.trim().toLowerCase());
  const columns = (wanted: ExportColumn): readonly number[] => {
    const own = named[wanted];
    const options = own === undefined ? NAMES[wanted] : [[own.trim().toLowerCase()]];
    for (const option of options) {
      const found = option.map((name) => titles.indexOf(name)).filter((at) => at >= 0);
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
    const day = dayOf(row[dayAt] ?? '', place);
    // OpenAI's costs have a line for each class of a model's tokens: `gpt-4o-2024-08-06, cached input`.
    const [model = ''] = (row[modelAt] ?? '').trim().split(', ', 1);
    // Sums at the end of an export, and costs of what is no model.
    if (model === '') continue;
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

/** A date, a time, or seconds since 1970. */
function dayOf(field: string, place: string): string {
  const text = field.trim();
  const [date] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  if (date !== undefined && !Number.isNaN(Date.parse(date))) return date;
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1_000).toISOString().slice(0, 10);
  throw new UsageError(`The export has no date in ${place}: '${text.slice(0, 40)}'.`);
}

function numberOf(field: string, place: string): number {
  const text = field.trim().replace(/^\$/, '');
  if (text === '') return 0;
  const number = /^-?\d[\d,]*(?:\.\d*)?(?:e-?\d+)?$/i.test(text) ? Number(text.replaceAll(',', '')) : NaN;
  if (Number.isFinite(number)) return number;
  throw new UsageError(`The export has no number in ${place}: '${text.slice(0, 40)}'.`);
}

/** The fields of each line (RFC 4180), in one pass. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === ',') endField();
    else if (char === '\n') {
      endField();
      rows.push(row);
      row = [];
    } else if (char !== '\r') field += char;
  }
  if (field !== '' || row.length > 0) {
    endField();
    rows.push(row);
  }
  return rows;
}
