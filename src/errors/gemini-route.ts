import type { IncomingHttpHeaders } from 'node:http';

const OWN_PATH = /^\/(?:v1beta1?|v1\/(?:projects|publishers))(?:[/?]|$)/;
/** A method of a model, behind a colon; no name of a model ends so. */
const METHOD =
  /^\/v1\/models\/[^?]+:(?:(?:streamG|g)enerateContent|countTokens|(?:batchE|e)mbedContents?|predict)(?:\?|$)/;
const SHARED_PATH = /^\/v1\/models(?:[/?]|$)/;
const KEY_IN_QUERY = /[?&]key=/;

/**
 * Whether a request comes from a client of Gemini's API, and gets answers and errors in its form: by its path, or where
 * another API has the same path, by what only Google's clients send (https://ai.google.dev/api#authentication).
 */
export function isGeminiRoute(url: string, headers: IncomingHttpHeaders): boolean {
  if (!url.startsWith('/v1')) return false;
  if (OWN_PATH.test(url) || METHOD.test(url)) return true;
  return SHARED_PATH.test(url) && isGoogleClient(url, headers);
}

function isGoogleClient(url: string, headers: IncomingHttpHeaders): boolean {
  return (
    headers['x-goog-api-key'] !== undefined ||
    headers['x-goog-api-client'] !== undefined ||
    KEY_IN_QUERY.test(url)
  );
}
