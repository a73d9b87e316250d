import { isObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { JsonObject } from '../../json/json-object';
import { servedTier } from '../canonical/served-tier';
import type { ModelUsage, TokenUsage } from '../canonical/token-usage';
import { isToldCount, toldCount } from '../canonical/told-count';

/**
 * Reads the usage of a message. Its `input_tokens` are what was neither read from the cache nor written to it, so the
 * prompt is the sum of all three. Tokens of a compaction are in `iterations` alone, and are added; those of other models are
 * there too, and stay apart.
 * Format: https://docs.anthropic.com/en/api/messages#response-usage, …/build-with-claude/compaction#understanding-usage
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const own = readCounts(usage);
  if (own === undefined) return undefined;
  const all = [own, ...compactions(usage)];
  const sum = (of: (counts: Counts) => number): number =>
    all.reduce((total, counts) => total + of(counts), 0);
  const details = usage['output_tokens_details'];
  const completionTokens = sum(({ output }) => output);
  const created = usage['cache_creation'];
  const write1h = isObject(created) ? count(created['ephemeral_1h_input_tokens']) : 0;
  const write5m = isObject(created) ? count(created['ephemeral_5m_input_tokens']) : 0;
  // Some upstreams tell what was written by its time alone. Times that are more than the sum are not believed.
  const untold = own.cacheWrite === 0 ? write5m + write1h : 0;
  const written = untold + sum(({ cacheWrite }) => cacheWrite);
  const tools = usage['server_tool_use'];
  const searches = isObject(tools) ? count(tools['web_search_requests']) : 0;
  return {
    promptTokens: untold + sum(({ input, cacheRead, cacheWrite }) => input + cacheRead + cacheWrite),
    completionTokens,
    cachedTokens: sum(({ cacheRead }) => cacheRead),
    cacheWriteTokens: written,
    ...(write1h > 0 && { cacheWrite1hTokens: Math.min(write1h, written) }),
    ...(searches > 0 && { searches }),
    ...servedTier(rateOf(usage)),
    reasoningTokens: Math.min(isObject(details) ? count(details['thinking_tokens']) : 0, completionTokens),
    ...otherModels(usage),
    estimated: false,
  };
}

/** Further models of which the use is kept: a message has at most some tens. */
const MAX_OTHERS = 256;

/**
 * An advisor is billed beside the message. Where a model declined and a fallback answered, the message's own counts are the
 * fallback's, and what declined is billed if it had said anything.
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool, …/build-with-claude/refusals-and-fallback
 */
function otherModels({ iterations }: JsonObject): Pick<TokenUsage, 'billedAs' | 'others'> {
  const named = objectsIn(iterations).filter(hasModel);
  const billedAs = named.findLast(({ type }) => type === 'fallback_message')?.model;
  const declined = (entry: JsonObject): boolean =>
    billedAs !== undefined &&
    entry['type'] === 'message' &&
    entry['model'] !== billedAs &&
    count(entry['output_tokens']) > 0;
  const others = named
    .filter((entry) => entry.type === 'advisor_message' || declined(entry))
    .slice(0, MAX_OTHERS)
    .flatMap((entry): ModelUsage[] => {
      const usage = readUsage(entry);
      return usage === undefined ? [] : [{ model: entry.model, usage }];
    });
  return { ...(billedAs !== undefined && { billedAs }), ...(others.length > 0 && { others }) };
}

function hasModel(entry: JsonObject): entry is JsonObject & { readonly model: string } {
  return typeof entry['model'] === 'string';
}

/**
 * What decides about the price of a token: where it was made and how fast, else the service tier.
 * https://platform.claude.com/docs/en/manage-claude/data-residency, …/build-with-claude/fast-mode
 */
function rateOf({ inference_geo: geo, speed, service_tier: tier }: JsonObject): unknown {
  const rates = [...(geo === 'us' ? ['us'] : []), ...(speed === 'fast' ? ['fast'] : [])];
  return rates.length === 0 ? tier : rates.join('_');
}

const OF_PROMPT: readonly string[] = [
  'input_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
];

/**
 * The later figures of a stream replace the earlier ones, field by field: `message_delta` corrects `message_start`. A later
 * prompt of nothing at all corrects nothing: servers that imitate the API tell it once and then fill its fields with 0
 * (https://github.com/envoyproxy/ai-gateway/pull/1631, https://github.com/sgl-project/sglang/pull/20830).
 */
export function mergedUsage(earlier: JsonObject, later: unknown): JsonObject {
  if (!isObject(later)) return earlier;
  const tells = (usage: JsonObject): boolean => OF_PROMPT.some((name) => count(usage[name]) > 0);
  const keepsPrompt = tells(earlier) && !tells(later);
  const given = Object.entries(later).filter(
    ([name, value]) => value !== null && value !== undefined && !(keepsPrompt && OF_PROMPT.includes(name)),
  );
  return { ...earlier, ...Object.fromEntries(given) };
}

interface Counts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

function compactions({ iterations }: JsonObject): Counts[] {
  return objectsIn(iterations)
    .filter(({ type }) => type === 'compaction')
    .flatMap((iteration) => readCounts(iteration) ?? []);
}

function readCounts(usage: JsonObject): Counts | undefined {
  const { input_tokens: input, output_tokens: output } = usage;
  if (input === undefined && output === undefined) return undefined;
  // What cannot be is no figure at all: the tokens are counted here then.
  if (!isToldCount(input ?? 0) || !isToldCount(output ?? 0)) return undefined;
  return {
    input: count(usage['input_tokens']),
    output: count(usage['output_tokens']),
    cacheRead: count(usage['cache_read_input_tokens']),
    cacheWrite: count(usage['cache_creation_input_tokens']),
  };
}

function count(value: unknown): number {
  return toldCount(value) ?? 0;
}
