const MODELS = '/models/';
const METHOD = /^:[A-Za-z]+$/;

/**
 * A method of a model whose name has a slash and no `models/` before it: the Vercel AI SDK's `google` takes such a name for a
 * path of its own (https://github.com/vercel/ai/blob/main/packages/google/src/get-model-path.ts). Nobody means a name by `model/`,
 * but the route, which the refusal of such a path names.
 */
const WITHOUT_MODELS =
  /^(\/v1(?:beta)?)\/(?!(?:models?|projects|publishers|tunedModels)\/)(?=[^:]*\/)[^:].*:(?:(?:streamG|g)enerateContent|countTokens|(?:batchE|e)mbedContents?)$/;

/**
 * A URL of Gemini's API in which a model's name with slashes is one segment of the path, as routes take it: Google's SDKs do not
 * encode them (`/v1beta/models/team/model:generateContent`). Any other URL is given as it is.
 */
export function modelAsSegment(url: string): string {
  if (!url.startsWith('/v1')) return url;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const colon = path.lastIndexOf(':');
  if (colon < 0 || !METHOD.test(path.slice(colon))) return url;
  const version = WITHOUT_MODELS.exec(path)?.[1];
  if (version !== undefined) return modelAsSegment(`${version}/models${url.slice(version.length)}`);
  const start = path.indexOf(MODELS);
  if (start < 0) return url;
  const name = path.slice(start + MODELS.length, colon);
  if (!name.includes('/')) return url;
  return path.slice(0, start + MODELS.length) + name.replaceAll('/', '%2F') + url.slice(colon);
}
