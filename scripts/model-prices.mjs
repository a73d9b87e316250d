/**
 * Makes src/ledger/prices/shipped-prices.data.ts anew: what tokens cost at each provider, out of the table in LiteLLM's
 * package (MIT), which must be installed in litellm/.venv. Facts only. Run: npm run models:update
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { inRoot } from './setup/paths.mjs';

const PICTURE_MODES = new Set(['image_generation', 'image_edit']);
const ANSWERS = new Set(['chat', 'responses']);
const MODES = new Set([
  ...[...ANSWERS, 'completion', 'embedding', 'rerank', 'audio_transcription', 'audio_speech', 'moderation'],
  ...PICTURE_MODES,
]);
const lib = inRoot('litellm', '.venv', 'lib');
const [python] = readdirSync(lib).filter((name) => name.startsWith('python3'));
const packages = `${lib}/${python}/site-packages`;
const version = readdirSync(packages)
  .map((name) => /^litellm-(\d[\d.]*)\.dist-info$/.exec(name)?.[1])
  .find((found) => found !== undefined);
const table = JSON.parse(
  readFileSync(`${packages}/litellm/model_prices_and_context_window_backup.json`, 'utf8'),
);

/** Their fields by our letters (src/ledger/prices/shipped-prices.ts). */
const CLASSES = {
  i: 'input_cost_per_token',
  o: 'output_cost_per_token',
  c: 'cache_read_input_token_cost',
  w: 'cache_creation_input_token_cost',
  h: 'cache_creation_input_token_cost_above_1hr',
  r: 'output_cost_per_reasoning_token',
  a: 'input_cost_per_audio_token',
  b: 'output_cost_per_audio_token',
  p: 'input_cost_per_image_token',
  g: 'output_cost_per_image_token',
};
const TIERS = { batch: 'batches', flex: 'flex', priority: 'priority', ultrafast: 'ultrafast' };
/**
 * What one search costs with every model of a provider; some entries leave it out:
 * https://platform.openai.com/docs/pricing, https://platform.claude.com/docs/en/about-claude/pricing, https://docs.x.ai/developers/pricing
 */
const SEARCH_OF = { openai: 0.01, anthropic: 0.01, xai: 0.005 };
/**
 * What one search of files costs, with every model of a provider:
 * https://platform.openai.com/docs/pricing, https://azure.microsoft.com/pricing/details/azure-openai/, https://docs.x.ai/developers/pricing
 */
const FILE_SEARCH_OF = { openai: 0.0025, azure: 0.0025, xai: 0.0025 };
/** Models that search at each call and tell no number: https://platform.openai.com/docs/guides/tools-web-search */
const ALWAYS_SEARCHES = /-search-(?:preview|api)(?:-\d|$)/;
const PER_MILLION = 1_000_000;

/** US dollars for a million tokens, without the noise of binary fractions. */
const dollars = (price) => Number((price * PER_MILLION).toPrecision(10));
const isPrice = (price) => typeof price === 'number' && price >= 0 && Number.isFinite(price);

function classes(entry, suffix) {
  const found = Object.entries(CLASSES)
    .map(([letter, field]) => [letter, entry[`${field}${suffix}`]])
    .filter(([, price]) => isPrice(price))
    .map(([letter, price]) => [letter, dollars(price)]);
  return Object.fromEntries(found);
}

/** Where nothing is billed by tokens: US dollars for a second of sound that is listened to, and for a million characters that are spoken. */
function pricesOfSound(
  { mode, input_cost_per_second: second, input_cost_per_character: characters },
  byTokens,
) {
  if (Object.values(byTokens).some((price) => price > 0)) return {};
  if (mode === 'audio_transcription' && second > 0) return { t: Number(second.toPrecision(6)) };
  return mode === 'audio_speech' && characters > 0 ? { k: dollars(characters) } : {};
}

/**
 * US dollars for one picture of a model that makes pictures. Where these are billed by their tokens, the table has it only to compare;
 * where nothing else is billed, some of its entries call it the price of an input.
 */
function pricePerPicture({ mode, ...entry }) {
  if (!PICTURE_MODES.has(mode) || isPrice(entry.output_cost_per_image_token)) return undefined;
  const { output_cost_per_image: made, input_cost_per_image: given } = entry;
  if (isPrice(made)) return made;
  return entry.input_cost_per_token === undefined && isPrice(given) ? given : undefined;
}

/** Prices by the length of the prompt, which Alibaba's models have in a list of their own, in the fields that others have. */
function listed({ tiered_pricing: lengths = [], ...entry }) {
  for (const { range, ...prices } of lengths) {
    const suffix = range?.[0] > 0 ? `_above_${range[0] / 1_000}k_tokens` : '';
    for (const [field, price] of Object.entries(prices)) entry[`${field}${suffix}`] = price;
  }
  return entry;
}

function pricesOf(given, name) {
  // https://platform.openai.com/docs/guides/moderation
  if (given.mode === 'moderation' && given.litellm_provider === 'openai') return { i: 0, o: 0 };
  const entry = listed(given);
  const prices = classes(entry, '');
  const ofSound = pricesOfSound(entry, prices);
  if (Object.keys(ofSound).length > 0) return ofSound;
  const picture = pricePerPicture(entry);
  if (picture > 0) prices.n = picture;
  // Without either it is billed by steps or pixels, which nobody counts.
  if (PICTURE_MODES.has(entry.mode) && prices.n === undefined && prices.g === undefined) return undefined;
  // Cohere's unit of search: a question with up to a hundred documents.
  if (entry.mode === 'rerank' && entry.input_cost_per_query > 0)
    return { i: 0, o: 0, s: entry.input_cost_per_query };
  // What is free in this table is unknown to it, for most providers.
  if (![prices.i, prices.o, prices.g, prices.n].some((price) => price > 0)) return undefined;
  // What is searched where a request does not say how much.
  const size = entry.litellm_provider === 'perplexity' ? 'low' : 'medium';
  const ofAll = ANSWERS.has(entry.mode) ? SEARCH_OF[entry.litellm_provider] : undefined;
  const search = entry.search_context_cost_per_query?.[`search_context_size_${size}`] ?? ofAll;
  if (isPrice(search)) prices[ALWAYS_SEARCHES.test(name) ? 'q' : 's'] = search;
  if (isPrice(entry.input_cost_per_request)) prices.q = entry.input_cost_per_request;
  Object.assign(prices, longPrices(entry, ''));
  for (const [tier, suffix] of Object.entries(TIERS)) {
    const ofTier = { ...classes(entry, `_${suffix}`), ...longPrices(entry, `_${suffix}`) };
    if (Object.keys(ofTier).length > 0) prices[tier] = ofTier;
  }
  // By the time of day: src/ledger/prices/off-peak.ts knows the hours.
  if (entry.off_peak_pricing !== undefined) prices['off-peak'] = classes(entry.off_peak_pricing, '');
  const regional = timesOfRegion(entry);
  if (regional > 1) prices.x = regional;
  return { ...prices, ...multiplied(entry, prices) };
}

/**
 * How many times as much a model costs that is served in one region; OpenAI asks the same of each.
 * https://platform.openai.com/docs/pricing, https://cloud.google.com/vertex-ai/generative-ai/pricing
 */
function timesOfRegion(entry) {
  const { regional_processing_uplift_multiplier_eu: eu, regional_processing_uplift_multiplier_us: us } =
    entry;
  return entry.regional_endpoint_uplift_multiplier ?? eu ?? us;
}

/** Anthropic's prices of answers that are made in the US, fast, or both: a multiple of the usual ones, long prompts included. */
function multiplied({ litellm_provider: provider, provider_specific_entry: multiples }, { over, ...prices }) {
  if (provider !== 'anthropic') return {};
  const { us, fast } = multiples ?? {};
  const rates = { us, fast, us_fast: us * fast };
  const known = Object.entries(rates).filter(([, times]) => isPrice(times) && times > 0);
  const of = (given, times) =>
    Object.fromEntries(
      Object.keys(CLASSES)
        .filter((letter) => given[letter] !== undefined)
        .map((letter) => [letter, Number((given[letter] * times).toPrecision(10))]),
    );
  return Object.fromEntries(
    known.map(([name, times]) => {
      const steps = Object.entries(over ?? {}).map(([step, given]) => [step, of(given, times)]);
      return [name, { ...of(prices, times), ...(steps.length > 0 && { over: Object.fromEntries(steps) }) }];
    }),
  );
}

/** Prices of long prompts, by the tokens from which they count. */
function longPrices(entry, suffix) {
  const over = {};
  for (const field of Object.keys(entry)) {
    const [, step, rest] = /^input_cost_per_token_above_(\d+)k_tokens(\w*)$/.exec(field) ?? [];
    if (rest === suffix) over[Number(step) * 1000] = classes(entry, `_above_${step}k_tokens${suffix}`);
  }
  return Object.keys(over).length > 0 ? { over } : {};
}

/** By `provider/name`; an entry that is called so wins over one of a region. */
const byName = new Map();
for (const [key, entry] of Object.entries(table)) {
  const { mode, litellm_provider: provider } = entry;
  if (!MODES.has(mode) || !/^\w[\w-]*$/.test(provider ?? '')) continue;
  const bare = key.startsWith(`${provider}/`) ? key.slice(provider.length + 1) : key;
  const isOwn = !bare.includes('/');
  const name = (isOwn ? bare : bare.slice(bare.lastIndexOf('/') + 1)).toLowerCase();
  const prices = pricesOf(entry, name);
  if (prices === undefined || !/^[\w.:@+-]+$/.test(name)) continue;
  // The rest of such a path says what is done (`…/edit`), not by which model.
  if (PICTURE_MODES.has(mode) && !isOwn) continue;
  const known = byName.get(`${provider}/${name}`);
  // One of several entries of a model has it.
  const x = prices.x ?? known?.prices.x;
  const best = known === undefined || (isOwn && !known.isOwn) ? { prices, isOwn } : known;
  byName.set(`${provider}/${name}`, x === undefined ? best : { ...best, prices: { ...best.prices, x } });
}

for (const [provider, search] of Object.entries(FILE_SEARCH_OF))
  byName.set(`${provider}/file_search`, { prices: { i: 0, o: 0, s: search } });

const byPrices = new Map();
for (const [name, { prices }] of byName) {
  const text = JSON.stringify(prices);
  byPrices.set(text, [...(byPrices.get(text) ?? []), name]);
}
const lines = [...byPrices].map(([prices, names]) => `${prices} ${names.sort().join(' ')}`).sort();
const date = new Date().toISOString().slice(0, 10);
writeFileSync(
  inRoot('src', 'ledger', 'prices', 'shipped-prices.data.ts'),
  `/**
 * What tokens cost: prices and the models (\`provider/name\`) that have them, a line each; see shipped-prices.ts for the
 * letters. Made by scripts/model-prices.mjs on ${date} from LiteLLM ${version},
 * model_prices_and_context_window_backup.json (MIT, https://github.com/BerriAI/litellm). Not to be changed by hand.
 */
export const SHIPPED_PRICES = \`
${lines.join('\n')}
\`;
`,
);
console.log(`${byName.size} models, ${lines.length} price lists`);
