import { objectsIn } from '../../json/objects-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { servedTier } from '../canonical/served-tier';
import type { ModelUsage, TokenUsage } from '../canonical/token-usage';
import { toldCount } from '../canonical/told-count';

/**
 * Reads the usage of a response. Undefined where it cannot be believed: absent, negative, fractional, or without any tokens.
 * Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-usage
 */
export function readResponsesUsage({
  usage,
  output,
  service_tier: tier,
  tool_usage: ofTools,
  tools,
}: JsonObject): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const promptTokens = toldCount(usage['input_tokens']);
  const completionTokens = toldCount(usage['output_tokens'] ?? 0);
  if (promptTokens === undefined || completionTokens === undefined || promptTokens + completionTokens === 0)
    return undefined;
  const cachedTokens = Math.min(detail(usage['input_tokens_details'], 'cached_tokens') ?? 0, promptTokens);
  const cacheWrite = detail(usage['input_tokens_details'], 'cache_write_tokens');
  const told = { ofTools, ofXai: usage['server_side_tool_usage_details'] };
  const [pictures, painter] = [picturesIn(output), paintedBy(tools, ofTools)];
  const others: readonly ModelUsage[] = [
    ...(painter === undefined ? [] : [{ ...painter, usage: { ...painter.usage, ...pictures } }]),
    ...fileSearchesIn(output, told),
  ];
  return {
    promptTokens,
    completionTokens,
    cachedTokens,
    ...(cacheWrite === undefined
      ? {}
      : { cacheWriteTokens: Math.min(cacheWrite, promptTokens - cachedTokens) }),
    ...searchesIn(output, told),
    ...(painter === undefined && pictures),
    ...(others.length > 0 && { others }),
    ...servedTier(tier),
    reasoningTokens: Math.min(
      detail(usage['output_tokens_details'], 'reasoning_tokens') ?? 0,
      completionTokens,
    ),
    estimated: false,
  };
}

/** What is told of a provider's own tools beside the items of an answer: in `tool_usage`, and by xAI in its usage. */
interface ToolsTold {
  readonly ofTools: unknown;
  readonly ofXai: unknown;
}

/**
 * The searches that the provider made: it tells them as items of the answer, and those that it bills as a number too. Opening a page it
 * found is not one. https://docs.x.ai/developers/tools/tool-usage-details
 */
function searchesIn(output: unknown, { ofTools, ofXai }: ToolsTold): Partial<TokenUsage> {
  const items = objectsIn(output);
  const made = items.filter(
    ({ type, action }) =>
      type === 'x_search_call' ||
      (type === 'web_search_call' && (!isObject(action) || (action['type'] ?? 'search') === 'search')),
  ).length;
  const ofWeb = isObject(ofTools) ? detail(ofTools['web_search'], 'num_requests') : undefined;
  const searches = isObject(ofXai)
    ? (toldCount(ofXai['web_search_calls']) ?? 0) + (toldCount(ofXai['x_search_calls']) ?? 0)
    : ofWeb || made;
  return searches === 0 ? {} : { searches };
}

/** Searches of files: they have a price of their own, and not that of the model's searches of the web. */
function fileSearchesIn(output: unknown, { ofXai }: ToolsTold): readonly ModelUsage[] {
  const searches = isObject(ofXai)
    ? (toldCount(ofXai['file_search_calls']) ?? 0)
    : objectsIn(output).filter(({ type }) => type === 'file_search_call').length;
  if (searches === 0) return [];
  const usage = { promptTokens: 0, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0, searches };
  return [{ model: 'file_search', usage: { ...usage, estimated: false } }];
}

/** Pictures that the provider's own tool made: https://platform.openai.com/docs/guides/tools-image-generation */
function picturesIn(output: unknown): Partial<TokenUsage> {
  const images = objectsIn(output).filter(
    ({ type, result }) => type === 'image_generation_call' && typeof result === 'string' && result !== '',
  ).length;
  return images === 0 ? {} : { images };
}

/** The model that makes pictures where a request names none, and the answer says nothing of it. */
const USUAL_PAINTER = 'gpt-image-2.6-sunburst';

/**
 * The tokens of a model that made pictures for the answer: they are billed beside it, at that model's prices.
 * Format: https://platform.openai.com/docs/api-reference/responses/object (`tool_usage`)
 */
function paintedBy(tools: unknown, ofTools: unknown): ModelUsage | undefined {
  const told = isObject(ofTools) ? ofTools['image_gen'] : undefined;
  const promptTokens = detail(told, 'input_tokens') ?? 0;
  const completionTokens = detail(told, 'output_tokens') ?? 0;
  if (!isObject(told) || promptTokens + completionTokens === 0) return undefined;
  const { input_tokens_details: input, output_tokens_details: output } = told;
  const model = objectsIn(tools).find(({ type }) => type === 'image_generation')?.['model'];
  return {
    model: typeof model === 'string' ? model : USUAL_PAINTER,
    usage: {
      promptTokens,
      completionTokens,
      cachedTokens: Math.min(detail(told, 'cached_tokens') ?? 0, promptTokens),
      imageTokens: Math.min(detail(input, 'image_tokens') ?? 0, promptTokens),
      imageOutputTokens: Math.min(detail(output, 'image_tokens') ?? completionTokens, completionTokens),
      reasoningTokens: 0,
      estimated: false,
    },
  };
}

function detail(details: unknown, name: string): number | undefined {
  return isObject(details) ? toldCount(details[name]) : undefined;
}
