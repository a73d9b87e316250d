import type { CancelSignal } from '../../../cancellation/cancellation';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { ModelCard } from '../../llm-adapter';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';

/** Pages of 200 models each; a list longer than this is not read to its end. */
const MAX_PAGES = 20;

/**
 * The models that can be called: on AI Studio those that generate or embed, on Vertex AI what Google publishes there.
 * Formats: https://ai.google.dev/api/models#method:-models.list and
 * https://cloud.google.com/vertex-ai/docs/reference/rest/v1beta1/publishers.models/list
 */
export async function listModels(
  endpoint: GoogleEndpoint,
  transport: GoogleTransport,
  signal: CancelSignal,
): Promise<ModelCard[]> {
  const cards: ModelCard[] = [];
  let token = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const list = await transport.list(endpoint.listPath(token), signal);
    const listed = list['models'] ?? list['publisherModels'];
    if (Array.isArray(listed)) cards.push(...listed.filter(isObject).flatMap(modelCard));
    const next = list['nextPageToken'];
    if (typeof next !== 'string' || next === '') break;
    token = next;
  }
  return cards;
}

function modelCard(model: JsonObject): ModelCard[] {
  const { name, supportedGenerationMethods: methods, inputTokenLimit: limit } = model;
  const id = typeof name === 'string' ? name.slice(name.indexOf('models/') + 'models/'.length) : '';
  if (id === '' || !isCallable(id, methods)) return [];
  const known = typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0;
  return [{ id, provider: 'google', contextLength: known ? limit : undefined }];
}

/** Vertex AI lists pictures, videos and speech too, and does not say what a model does. */
function isCallable(id: string, methods: unknown): boolean {
  if (Array.isArray(methods)) return methods.includes('generateContent') || methods.includes('embedContent');
  return /^(?:gemini|gemma|text-(?:multilingual-)?embedding)/.test(id);
}
