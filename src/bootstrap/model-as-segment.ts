const MODELS = '/models/';
const METHOD = /^:[A-Za-z]+$/;

/**
 * A URL of Gemini's API in which a model's name with slashes is one segment of the path, as routes take it: Google's SDKs do not
 * encode them (`/v1beta/models/team/model:generateContent`). Any other URL is given as it is.
 */
export function modelAsSegment(url: string): string {
  if (!url.startsWith('/v1')) return url;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const colon = path.lastIndexOf(':');
  const start = colon < 0 ? -1 : path.indexOf(MODELS);
  if (start < 0 || !METHOD.test(path.slice(colon))) return url;
  const name = path.slice(start + MODELS.length, colon);
  if (!name.includes('/')) return url;
  return path.slice(0, start + MODELS.length) + name.replaceAll('/', '%2F') + url.slice(colon);
}
