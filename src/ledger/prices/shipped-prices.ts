import { lookup } from '../../json/lookup';
import { PRICED_TIERS } from './priced-tiers';
import { SHIPPED_PRICES } from './shipped-prices.data';
import { longTierPrices, multipliedPrices, overPrices, tierPrices } from './derived-prices';
import type { ClassPrices, ModelPrices, TierPrices } from './token-prices';
import { withUnits } from './unit-prices';

/** The table's names of providers, where they differ from ours. */
const NAMES_THERE = lookup<readonly string[]>({
  google: ['gemini'],
  vertex: [
    'vertex_ai',
    'vertex_ai-language-models',
    'vertex_ai-anthropic_models',
    'vertex_ai-mistral_models',
    'vertex_ai-llama_models',
    'vertex_ai-embedding-models',
    'vertex_ai-deepseek_models',
    'vertex_ai-qwen_models',
    'vertex_ai-openai_models',
    'vertex_ai-moonshot_models',
    'vertex_ai-minimax_models',
    'vertex_ai-zai_models',
    'vertex_ai-ai21_models',
  ],
  bedrock: ['bedrock_converse', 'bedrock', 'bedrock_mantle'],
  azure: ['azure', 'azure_ai', 'azure_text'],
  openai: ['openai', 'text-completion-openai'],
  together: ['together_ai'],
  fireworks: ['fireworks_ai', 'fireworks_ai-embedding-models'],
  alibaba: ['dashscope'],
  moonshotai: ['moonshot'],
});

/** Whose names are looked for where a proxy's model has no provider in its name. */
const BEHIND_PROXY = ['openai', 'anthropic', 'gemini', 'mistral', 'deepseek', 'xai'];

/** One line's prices, by the letters of the table. */
interface Letters {
  readonly i?: number;
  readonly o?: number;
  readonly c?: number;
  readonly w?: number;
  readonly h?: number;
  readonly r?: number;
  readonly a?: number;
  readonly b?: number;
  readonly p?: number;
  readonly g?: number;
  readonly n?: number;
  readonly s?: number;
  readonly q?: number;
  readonly t?: number;
  readonly k?: number;
  readonly x?: number;
  readonly over?: Readonly<Record<string, Letters>>;
  readonly batch?: Letters;
  readonly flex?: Letters;
  readonly priority?: Letters;
  readonly ultrafast?: Letters;
  readonly us?: Letters;
  readonly fast?: Letters;
  readonly us_fast?: Letters;
  readonly 'off-peak'?: Letters;
}

/** Prices of the table, which are those of a service that is served anywhere. */
interface KnownPrices extends ModelPrices {
  /** How many times as much tokens cost that are served in one region; undefined where that is the same. */
  readonly regionalTimes?: number;
}

let table: ReadonlyMap<string, KnownPrices> | undefined;

/** Read with the first question for it. */
function pricesByName(): ReadonlyMap<string, KnownPrices> {
  if (table !== undefined) return table;
  const read = new Map<string, KnownPrices>();
  for (const line of SHIPPED_PRICES.trim().split('\n')) {
    const end = line.indexOf('} ') + 1;
    // The file is our own.
    const prices = modelPrices(JSON.parse(line.slice(0, end)) as Letters);
    for (const name of line.slice(end + 1).split(' ')) read.set(name, prices);
  }
  return (table = read);
}

/**
 * What a publicly known model costs at its provider; undefined where that is not known.
 * @param provider as connections name it
 * @param model its name there, also as a path (`models/…`)
 * @param isRegional whether it is served in one region
 */
export function shippedPrices(provider: string, model: string, isRegional = false): ModelPrices | undefined {
  const found = knownPrices(provider, model);
  return isRegional && found?.regionalTimes !== undefined
    ? multipliedPrices(found, found.regionalTimes)
    : found;
}

function knownPrices(provider: string, model: string): KnownPrices | undefined {
  const known = pricesByName();
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const path = provider === 'litellm' ? model.split('/') : [];
  // A proxy's models are called as its operator likes; who calls one as a maker does, means that.
  const behind = path.length > 1 ? sameMaker(path[0] ?? '') : BEHIND_PROXY;
  for (const one of provider === 'litellm' ? behind : (NAMES_THERE[provider] ?? [provider])) {
    const found = known.get(`${one}/${name}`) ?? known.get(`${one}/${originOf(one, name)}`);
    if (found !== undefined) return one === 'fireworks_ai' ? withHalfForCached(found) : found;
  }
  return undefined;
}

/** Fireworks takes half of the input's price for cached tokens, unless a model has a price for them: https://docs.fireworks.ai/serverless/pricing */
function withHalfForCached(prices: KnownPrices): KnownPrices {
  const { input, cached = input === undefined ? undefined : input / 2 } = prices;
  return { ...prices, cached };
}

/**
 * The model that another one is called after: of a fine-tuned one (`ft:gpt-4o-2024-08-06:acme::7p4lURel`) what the table calls
 * those of its base, and of a snapshot that the table does not have yet its model, whose price it has.
 * https://platform.openai.com/docs/models, https://platform.claude.com/docs/en/about-claude/models/overview
 */
function originOf(provider: string, name: string): string {
  if (!SNAPSHOTS_COST_ALIKE.has(provider)) return name;
  const [tuned] = /^ft:[^:]+/.exec(name) ?? [];
  return tuned ?? name.replace(/[-@](?:\d{4}-\d\d-\d\d|\d{8})$/, '');
}

const SNAPSHOTS_COST_ALIKE: ReadonlySet<string> = new Set([
  'openai',
  'azure',
  'anthropic',
  'vertex_ai-anthropic_models',
]);

/** The table's names of the provider that LiteLLM calls by this one: `bedrock/…` and `vertex_ai/…` are several there. */
function sameMaker(name: string): readonly string[] {
  return Object.values(NAMES_THERE).find((names) => names.includes(name)) ?? [name];
}

function modelPrices(letters: Letters): KnownPrices {
  const { n, s, q, t, k, x } = letters;
  const usual = classPrices(letters);
  const over = longPrices(usual, letters);
  const tiers = PRICED_TIERS.flatMap((tier): [string, TierPrices][] => {
    const ofTier = letters[tier];
    if (ofTier === undefined) return [];
    const prices = tierPrices(usual, classPrices(ofTier));
    const long = new Map([...longTierPrices(usual, over, prices), ...longPrices(prices, ofTier)]);
    return [[tier, { ...prices, ...(long.size > 0 && { over: long }) }]];
  });
  const isBySearch = s !== undefined && letters.i === 0 && letters.o === 0;
  const prices = withUnits({
    ...(isBySearch && { billedBy: 'searches' }),
    ...usual,
    ...(n !== undefined && { image: n }),
    ...(s !== undefined && { search: s }),
    ...(q !== undefined && { call: q }),
    ...(t !== undefined && { second: t }),
    ...(k !== undefined && { character: k }),
    ...(over.size > 0 && { over }),
    tiers: new Map(tiers),
  });
  return x === undefined ? prices : { ...prices, regionalTimes: x };
}

/** By the length of the prompt from which they count. @param usual those of shorter ones */
function longPrices(usual: ClassPrices, { over = {} }: Letters): ReadonlyMap<number, ClassPrices> {
  return new Map(
    Object.entries(over).map(([step, prices]) => [Number(step), overPrices(usual, classPrices(prices))]),
  );
}

function classPrices({ i, o, c, w, h, r, a, b, p, g }: Letters): ClassPrices {
  return {
    ...(i !== undefined && { input: i }),
    ...(o !== undefined && { output: o }),
    ...(c !== undefined && { cached: c }),
    ...(w !== undefined && { cacheWrite: w }),
    ...(h !== undefined && { cacheWrite1h: h }),
    ...(r !== undefined && { reasoning: r }),
    ...(a !== undefined && { audioInput: a }),
    ...(b !== undefined && { audioOutput: b }),
    ...(p !== undefined && { imageInput: p }),
    ...(g !== undefined && { imageOutput: g }),
  };
}
