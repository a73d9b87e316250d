import type { IncomingHttpHeaders } from 'node:http';

const OWN_PATH =
  /^\/(?:v1alpha|v1beta1?|upload\/v1(?:alpha|beta)?|v1\/(?:projects|publishers|cachedContents|tunedModels|corpora))(?:[/?:]|$)/;
/** A method of a model, behind a colon, also one that is not here; no name of a model ends so. */
const METHOD =
  /^\/v1\/models\/[^?]+:(?:(?:stream|batch|async)?[gG]enerateContent\w*|countTokens|computeTokens|(?:batchE|asyncBatchE|e)mbedContents?|predict\w*)(?:\?|$)/;
const METHOD_OF_BETA = /^\/v1(?:alpha|beta1?)\/[^?]+:[a-zA-Z]+(?:\?|$)/;
/** Paths that OpenAI's API has too. */
const SHARED_PATH = /^\/v1\/(?:models|files|batches|operations)(?:[/?]|$)/;
const KEY_IN_QUERY = /[?&]key=/;

/** Whether a path names a method of a model, and so no resource that other methods of HTTP could have. */
export function isModelMethod(url: string): boolean {
  return METHOD.test(url) || METHOD_OF_BETA.test(url);
}

/**
 * Whether a request comes from a client of Gemini's API, and gets answers and errors in its form: by its path, or where
 * another API has the same path, by what only Google's clients send (https://ai.google.dev/api#authentication).
 */
export function isGeminiRoute(url: string, headers: IncomingHttpHeaders): boolean {
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
