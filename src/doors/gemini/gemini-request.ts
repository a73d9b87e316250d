import { invalid } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';

/**
 * Checks a Gemini request as far as the gateway has to know it; the rest is for the provider to judge.
 * Format: https://ai.google.dev/api/generate-content
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateGeminiRequest(body: unknown): JsonObject {
  const request = requireObject(body);
  refuseUpstreamChoice(request);
  if (!Array.isArray(request['contents']) || request['contents'].length === 0) {
    throw invalid('contents', 'Invalid request: contents must be a list of at least one content.');
  }
  return request;
}

/**
 * A stream is served as server-sent events, which every Google SDK asks for.
 * @throws GatewayError INVALID_REQUEST for the other form, one JSON list
 */
export function requireSse(query: unknown): void {
  const alt = typeof query === 'object' && query !== null && 'alt' in query ? query.alt : undefined;
  if (alt !== 'sse') throw invalid('alt', 'Streams are served as server-sent events only: add ?alt=sse.');
}
