import type { CancelSignal } from '../../../cancellation/cancellation';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { embeddingForm, geminiEmbeddings, readGeminiEmbedding } from '../../../wire/gemini/embeddings';
import { readUsage } from '../../../wire/gemini/usage';
import { estimatedUsage } from '../../call-estimate';
import type { LlmCall, WholeAnswer } from '../../llm-adapter';
import { requestBytes } from '../../mapping/mapped-request';
import { embedEntries } from './embeddings';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';
import { nativeBody } from './native-body';
import { toldCount } from '../../../wire/canonical/told-count';

/**
 * Vertex AI's models that embed by `embedContent`; its older ones do by `predict` alone.
 * Source: https://cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-text-embeddings
 */
const BY_EMBED_CONTENT = /gemini-embedding-(?!001)/;

/**
 * Embeds for a caller who speaks Google's wire. Where the service has the method that was asked for, the request goes as it came
 * and the answer comes back as it is; else the texts are embedded by the method that it has.
 */
export async function embedNative(
  call: LlmCall,
  endpoint: GoogleEndpoint,
  transport: GoogleTransport,
  signal: CancelSignal,
): Promise<WholeAnswer> {
  const own = ownMethod(call, endpoint);
  if (own === undefined) {
    const request = readGeminiEmbedding(call.body);
    const { vectors, tokens } = await embedEntries(call, request, { endpoint, transport }, signal);
    return { body: requestBytes(geminiEmbeddings(request.form, vectors, tokens)) };
  }
  const path = endpoint.modelPath(call.model, own.method);
  const { bytes, parsed } = await transport.ask(call, path, own.body, signal);
  const { facts } = call;
  facts.model = call.model;
  facts.usage = readUsage(parsed) ?? usageOf(parsed) ?? estimatedUsage(call, { texts: '' });
  return { body: bytes };
}

/** The method that answers a request as it came, and its body; undefined where the service has none. */
function ownMethod(
  call: LlmCall,
  { service }: GoogleEndpoint,
): { readonly method: string; readonly body: Buffer } | undefined {
  const form = embeddingForm(call.body);
  if (service === 'vertex') {
    if (form === 'predict') return { method: 'predict', body: nativeBody(call) };
    const isOwn = form === 'one' && BY_EMBED_CONTENT.test(call.model);
    return isOwn ? { method: 'embedContent', body: nativeBody(call) } : undefined;
  }
  if (form === 'one') return { method: 'embedContent', body: nativeBody(call) };
  if (form === 'predict') return undefined;
  // Each request names its model, which is the connection's.
  const model = call.model.includes('/') ? call.model : `models/${call.model}`;
  const requests = (call.body['requests'] as readonly JsonObject[]).map((request) => ({ ...request, model }));
  return { method: 'batchEmbedContents', body: requestBytes({ requests }) };
}

/** Tokens of the answer of `predict`, which tells them for each text. */
function usageOf({ predictions }: JsonObject): LlmCall['facts']['usage'] {
  if (!Array.isArray(predictions)) return undefined;
  let promptTokens = 0;
  for (const prediction of predictions.filter(isObject)) {
    const embeddings = isObject(prediction['embeddings']) ? prediction['embeddings'] : {};
    const statistics = isObject(embeddings['statistics']) ? embeddings['statistics'] : {};
    const tokens = toldCount(statistics['token_count']);
    if (tokens === undefined) return undefined;
    promptTokens += tokens;
  }
  return { promptTokens, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0, estimated: false };
}
