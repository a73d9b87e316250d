import { dayOf, numberOf } from './export-fields';
import { columnsOf } from './export-table';
import type { ProviderExport, ProviderLine } from './provider-export';

/** The columns of a cloud's bill. */
interface BillColumns {
  readonly day: readonly string[];
  /** The name of what was used. */
  readonly what: readonly string[];
  /** Names of the service or product: they tell a model where the name of what was used does not. */
  readonly product: readonly string[];
  readonly amount: readonly string[];
  /** `1K tokens`, `1M`, `count`. */
  readonly unit: readonly string[];
  readonly cost: readonly string[];
  readonly currency?: readonly string[];
  /** By what a cost is divided to be one in US dollars. */
  readonly rate?: readonly string[];
  /** What a line is, and what those of usage are called there. */
  readonly kind?: { readonly column: string; readonly usage: RegExp };
}

/**
 * Bills by line of usage, by the titles of their columns (see `titleOf`); the first that is there counts.
 * Google: https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage (and /detailed-usage)
 * AWS: https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-understanding-cur-data.html
 * Azure: https://learn.microsoft.com/azure/cost-management-billing/automate/understand-usage-details-fields
 */
const BILLS: readonly BillColumns[] = [
  {
    day: ['usage_start_time', 'usage_start_date'],
    what: ['sku_description'],
    product: ['service_description'],
    amount: ['usage_amount'],
    unit: ['usage_unit'],
    cost: ['cost'],
    currency: ['currency'],
    rate: ['currency_conversion_rate'],
    kind: { column: 'cost_type', usage: /^(?:regular)?$/i },
  },
  {
    day: ['line_item_usage_start_date'],
    what: ['line_item_usage_type'],
    product: [
      'product_product_name',
      'product_servicename',
      'product_service_name',
      'line_item_product_code',
    ],
    amount: ['line_item_usage_amount'],
    unit: ['pricing_unit', 'line_item_line_item_description'],
    cost: ['line_item_unblended_cost'],
    currency: ['line_item_currency_code'],
    kind: { column: 'line_item_line_item_type', usage: /^(?:\w*usage)?$/i },
  },
  {
    day: ['date', 'usage_date_time', 'usage_date'],
    what: ['meter_name'],
    product: ['meter_sub_category', 'meter_subcategory', 'product_name', 'meter_category'],
    amount: ['quantity', 'usage_quantity'],
    unit: ['unit_of_measure'],
    cost: ['cost_in_usd', 'cost_usd', 'cost_in_billing_currency', 'pre_tax_cost', 'cost'],
    currency: ['billing_currency', 'billing_currency_code', 'currency'],
    kind: { column: 'charge_type', usage: /^(?:usage)?$/i },
  },
];

/** Lines of other services are no business of a ledger of models. */
const OF_MODELS =
  /vertex|gemini|generative|bedrock|openai|foundry|cognitive|claude|anthropic|mistral|llama|cohere|deepseek/i;

/** Which tokens a name tells; the first that fits. */
const CLASSES = [
  // What is kept in a cache is billed by the hour.
  ['beside', /storage|hours?\b|hosting|provisioned|training|grounding|search|units-hrs|guardrail/],
  ['write', /cach\w*[ -]?(?:write|creation)|(?:cd|cchd) wr/],
  ['cached', /cach|\bcchd\b|\bcd\b/],
  ['output', /output|\boutpt?\b|\bopt\b/],
  ['input', /input|\binpt?\b/],
] as const;

/** Words that say what, where and in which tier, and not of which model. */
const NO_MODEL = new Set(
  (
    'generate content token tokens count input output inp inpt outp outpt opt text image audio video document short long ' +
    'prediction predictions ga global regional batch batches flex priority standard thinking on off no cached cache caching cchd cd read ' +
    'write wr creation mantle cross region geo units unit glbl gl regnl rgnl data zone datazone dz dzone k m million thousand fl pr ' +
    'shortco longco loco context modality modalities preview latest exp for the a v azure openai amazon aws bedrock edition service vertex ai api amazonbedrock ' +
    'ctx latency optimized anthropic meta mistral cohere google nvidia moonshot moonshotai zai models model instruct us eu apac au jp ca'
  ).split(' '),
);

/** By what the same model is known in a bill and in the ledger: its words, and its digits in their order. */
export function modelWords(name: string): string {
  const words = wordsOf(name);
  const digits = words.filter((word) => /\d/.test(word));
  // A maker that is called like its models is told by one word of them: `qwen.qwen3-32b`.
  const letters = new Set(words.filter((word) => !/\d/.test(word)));
  return [...[...letters].sort(), ...digits].join(' ');
}

/** Those words and digits of a name that tell the model, in its order. */
function wordsOf(name: string): readonly string[] {
  const parts = name
    .toLowerCase()
    // Bedrock's versions: `-v1`, `-v1:0`, `-v1:0:300k`, `-1:0`.
    .replace(/-v\d+$|-v?\d+(?::\d+k?)+$/, '')
    // Units, and how long a cache keeps what is written to it.
    .replaceAll(/\b1\s?[km]\b|(?<![\d.])(?:5m|1h)(?![a-z\d])/g, ' ')
    // Dates: of a year, or of a month and a day.
    .replaceAll(/(?<!\d)(?:20\d{6}|20\d\d-\d\d-\d\d|[01]\d[0-3]\d)(?!\d)/g, ' ')
    .match(/[a-z]+|\d/g);
  return (parts ?? []).filter((part) => !NO_MODEL.has(part));
}

/** What reads the lines of a bill that has these columns; undefined where it is not one that is known. */
export function billReader(
  titles: readonly string[],
): ((rows: readonly (readonly string[])[]) => ProviderExport) | undefined {
  const indexOf = (names: readonly string[] = []): number => columnsOf(titles, names)[0] ?? -1;
  const bill = BILLS.find(({ day, what, amount }) =>
    [day, what, amount].every((names) => indexOf(names) >= 0),
  );
  if (bill === undefined) return undefined;
  const at = {
    day: indexOf(bill.day),
    what: indexOf(bill.what),
    products: columnsOf(titles, bill.product),
    amount: indexOf(bill.amount),
    units: columnsOf(titles, bill.unit),
    cost: indexOf(bill.cost),
    currency: titles[indexOf(bill.cost)]?.endsWith('usd') === true ? -1 : indexOf(bill.currency),
    rate: indexOf(bill.rate),
    kind: bill.kind === undefined ? -1 : titles.indexOf(bill.kind.column),
  };
  return (rows) => {
    const lines: ProviderLine[] = [];
    const beside = new Map<string, number | undefined>();
    for (const [index, row] of rows.entries()) {
      const field = (column: number): string => row[column]?.trim() ?? '';
      const place = `line ${index + 2}`;
      const [what, products] = [field(at.what), at.products.map(field)];
      if (what === '' || !OF_MODELS.test([what, ...products].join(' '))) continue;
      if (bill.kind !== undefined && !bill.kind.usage.test(field(at.kind))) continue;
      const rate = field(at.rate) === '' ? 1 : numberOf(field(at.rate), place);
      const isInDollars = field(at.rate) !== '' || ['', 'USD'].includes(field(at.currency));
      const cost =
        at.cost < 0 || !isInDollars || rate === 0 ? undefined : numberOf(field(at.cost), place) / rate;
      const named = readable(what);
      const kind = CLASSES.find(([, words]) => words.test(named))?.[0] ?? 'beside';
      const factor = tokensIn(at.units.map(field), what);
      const model = modelOf(named, products);
      if (kind === 'beside' || factor === undefined || model === '') {
        const before = beside.get(what);
        beside.set(what, cost === undefined ? before : (before ?? 0) + cost);
        continue;
      }
      const tokens = Math.round(numberOf(field(at.amount), place) * factor);
      lines.push({
        day: dayOf(field(at.day), place),
        model,
        input: kind === 'output' ? 0 : tokens,
        cached: kind === 'cached' ? tokens : 0,
        output: kind === 'output' ? tokens : 0,
        ...(cost !== undefined && { cost }),
      });
    }
    return { lines, isBill: true, beside };
  };
}

/** AWS's names begin with a region (`USE1-`, `USE1-MP:USE1_`) and have words run together (`InputTokenCount`, `Claude4.5Sonnet`). */
function readable(what: string): string {
  return what
    .replace(/^[A-Z]{2,4}\d{1,2}-/, '')
    .replace(/^MP:[A-Z]{2,4}\d{1,2}_/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
}

/** The model in the name of what was used, else in one of the product; Azure leaves out `gpt` where the product says it. */
function modelOf(named: string, products: readonly string[]): string {
  const own = shown(wordsOf(named));
  if (/[a-z]/.test(own)) return own;
  if (own !== '' && products.some((product) => /gpt/i.test(product))) return `gpt ${own}`;
  return products.map((product) => shown(wordsOf(product))).find((model) => model !== '') ?? '';
}

/** As people write it: `gemini 2.5 flash`. */
function shown(words: readonly string[]): string {
  return words.join(' ').replaceAll(/(\d) (?=\d)/g, '$1.');
}

/** How many tokens one unit is; undefined where nothing tells. */
function tokensIn(units: readonly string[], what: string): number | undefined {
  for (const text of [...units, what]) {
    if (/1\s?k\b|\b1,?000\b|thousand/i.test(text)) return 1_000;
    if (/1\s?m\b|million/i.test(text)) return 1_000_000;
    if (/^(?:tokens?|count|requests?|1)$/i.test(text)) return 1;
  }
  return undefined;
}
