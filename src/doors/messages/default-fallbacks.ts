import { removeFields } from '../../json/json-edit';
import type { JsonObject } from '../../json/json-object';

const FIELD = 'fallbacks';

/** A request, as bytes and parsed. */
export interface WrittenRequest {
  readonly raw: Buffer;
  readonly body: JsonObject;
  /** What was left out of it. */
  readonly cutFields?: readonly string[];
}

/**
 * The request of a key whose aliases choose the models, without `fallbacks: "default"`, by which Anthropic would choose another
 * one where the model declines: it is answered as by a model that has none, and "a declined request stays declined". A list of
 * models stays, and is refused like any other field that names some.
 * Format: `BetaFallbacksParam` of https://github.com/anthropics/anthropic-sdk-typescript,
 * https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback
 */
export function withoutDefaultFallbacks(request: WrittenRequest): WrittenRequest {
  if (request.body[FIELD] !== 'default') return request;
  const { [FIELD]: _cut, ...body } = request.body;
  return { raw: removeFields(request.raw, [FIELD]), body, cutFields: [FIELD] };
}
