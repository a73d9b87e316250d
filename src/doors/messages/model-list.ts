import type { ListedModel } from '../../catalogue/listed-model';
import { invalid } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';

/** Nobody tells when a model was made; this is the date that LiteLLM gives for every one. */
const CREATED = '2023-02-28T18:56:42Z';
const MAX_LIMIT = 1_000;
const USUAL_LIMIT = 20;

/** A model in Anthropic's form. Format: https://docs.anthropic.com/en/api/models */
export interface MessagesModel {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  readonly created_at: string;
  /** Required by SDKs since 2026; a model that the service lists can be called. */
  readonly lifecycle: 'active';
  /** None: aliases choose the models, and a request with a list of `fallbacks` is refused. */
  readonly allowed_fallback_models: readonly string[];
  /** The context window in tokens; null where nobody knows it. */
  readonly max_input_tokens: number | null;
  /** The longest answer in tokens; null where nobody knows it. */
  readonly max_tokens: number | null;
}

/** A page of them. */
export interface MessagesModelList {
  readonly data: readonly MessagesModel[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

export function messagesModel({ id, contextLength, maxOutputTokens }: ListedModel): MessagesModel {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: CREATED,
    lifecycle: 'active',
    allowed_fallback_models: [],
    max_input_tokens: contextLength,
    max_tokens: maxOutputTokens,
  };
}

/**
 * A page of the list. Format: https://docs.anthropic.com/en/api/models-list
 * @param query `limit` (1 to 1000, 20 by default), `after_id`, `before_id`
 * @throws GatewayError INVALID_REQUEST for an invalid limit
 */
export function messagesModelList(models: readonly ListedModel[], query: unknown): MessagesModelList {
  const { limit, after_id: after, before_id: before } = isObject(query) ? query : {};
  const most = readLimit(limit);
  const from = after === undefined ? 0 : models.findIndex(({ id }) => id === after) + 1;
  const found = models.findIndex(({ id }) => id === before);
  const to = before === undefined || found < 0 ? models.length : found;
  // Before an id: the ones next to it.
  const start = before !== undefined && after === undefined ? Math.max(from, to - most) : from;
  const page = models.slice(start, Math.min(to, start + most));
  const isMore = before !== undefined && after === undefined ? start > 0 : start + page.length < to;
  return {
    data: page.map(messagesModel),
    has_more: isMore,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}

function readLimit(given: unknown): number {
  if (given === undefined) return USUAL_LIMIT;
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalid('limit', `limit: Input should be a whole number from 1 to ${MAX_LIMIT}`);
}
