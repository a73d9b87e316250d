import { objectsIn } from '../../json/objects-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { servedTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import { toldCount } from '../canonical/told-count';

/**
 * Reads the usage of a response. Undefined where it cannot be believed: absent, negative, fractional, or without any tokens.
 * Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-usage
 */
export function readResponsesUsage({
  usage,
  output,
  service_tier: tier,
}: JsonObject): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const promptTokens = toldCount(usage['input_tokens']);
  const completionTokens = toldCount(usage['output_tokens'] ?? 0);
  if (promptTokens === undefined || completionTokens === undefined || promptTokens + completionTokens === 0)
    return undefined;
  const cachedTokens = Math.min(detail(usage['input_tokens_details'], 'cached_tokens') ?? 0, promptTokens);
  const cacheWrite = detail(usage['input_tokens_details'], 'cache_write_tokens');
  return {
    promptTokens,
    completionTokens,
    cachedTokens,
    ...(cacheWrite === undefined
      ? {}
      : { cacheWriteTokens: Math.min(cacheWrite, promptTokens - cachedTokens) }),
    ...searchesIn(output, usage['server_side_tool_usage_details']),
    ...picturesIn(output),
    ...servedTier(tier),
    reasoningTokens: Math.min(
      detail(usage['output_tokens_details'], 'reasoning_tokens') ?? 0,
      completionTokens,
    ),
    estimated: false,
  };
}

/**
 * The searches that the provider made: it tells them as items of the answer, xAI those that it bills beside its tokens too. Opening a page it
 * found is not one. https://docs.x.ai/developers/tools/tool-usage-details
 */
function searchesIn(output: unknown, billed: unknown): Partial<TokenUsage> {
  const items = objectsIn(output);
  const made = items.filter(
    ({ type, action }) =>
      type === 'x_search_call' ||
      (type === 'web_search_call' && (!isObject(action) || (action['type'] ?? 'search') === 'search')),
  ).length;
  const searches = isObject(billed)
    ? (toldCount(billed['web_search_calls']) ?? 0) + (toldCount(billed['x_search_calls']) ?? 0)
    : made;
  return searches === 0 ? {} : { searches };
}

/** Pictures that the provider's own tool made: https://platform.openai.com/docs/guides/tools-image-generation */
function picturesIn(output: unknown): Partial<TokenUsage> {
  const items = objectsIn(output);
  const images = items.filter(
    ({ type, result }) => type === 'image_generation_call' && typeof result === 'string' && result !== '',
  ).length;
  return images === 0 ? {} : { images };
}

function detail(details: unknown, name: string): number | undefined {
  return isObject(details) ? toldCount(details[name]) : undefined;
}
