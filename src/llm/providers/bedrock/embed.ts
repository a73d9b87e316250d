import type { IncomingHttpHeaders } from 'node:http';
import type { CancelSignal } from '../../../cancellation/cancellation';
import type { JsonObject } from '../../../json/json-object';
import { inBatches } from '../../embedding-batches';
import type { LlmCall, WholeAnswer } from '../../llm-adapter';
import { estimateUsage } from '../../usage-estimate';
import { embeddingInputs, embeddingModel, encodedVector, noVectors } from './embeddings';
import { toldCount } from '../../../wire/canonical/told-count';

/** Requests for one call that run at once. */
const AT_ONCE = 8;

/** An answer of InvokeModel. */
export interface InvokeAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

/** What one request brought: vectors in the order of its texts, and its tokens where they were counted. */
interface Batch {
  readonly vectors: readonly unknown[];
  readonly tokens: number | undefined;
}

/** Asks the model. @throws GatewayError as adapters do */
export type Invoke = (body: JsonObject, signal: CancelSignal) => Promise<InvokeAnswer>;

/**
 * Answers an embeddings request by as many requests as the model needs: Titan takes one text each. The first that fails
 * ends the others.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
 * @throws GatewayError INVALID_REQUEST for what cannot be mapped, else as `invoke` does
 */
export async function embed(call: LlmCall, invoke: Invoke, signal: CancelSignal): Promise<WholeAnswer> {
  const { body: asked, facts, model } = call;
  const way = embeddingModel(model, asked);
  const texts = embeddingInputs(asked);
  const ask = async (batch: readonly string[], batchSignal: CancelSignal): Promise<Batch> => {
    const { headers, body } = await invoke(way.request(batch, asked), batchSignal);
    const made = way.vectors(body);
    if (made?.length !== batch.length) throw noVectors();
    return { vectors: made.map((vector) => encodedVector(vector, asked)), tokens: tokensOf(headers, body) };
  };
  const batches = await inBatches(texts, { size: way.batch, atOnce: AT_ONCE }, ask, signal);

  const estimate = estimateUsage(call.raw.length, { bytes: 0 });
  const counts = batches.map(({ tokens }) => tokens);
  facts.model = model;
  facts.usage = counts.includes(undefined)
    ? estimate
    : {
        ...estimate,
        promptTokens: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
        estimated: false,
      };
  const data = batches
    .flatMap(({ vectors }) => vectors)
    .map((embedding, index) => ({ object: 'embedding', index, embedding }));
  const { promptTokens } = facts.usage;
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return { body: Buffer.from(JSON.stringify({ object: 'list', data, model, usage })) };
}

/** Titan counts in its answer, Cohere by a header of the service. */
function tokensOf(headers: IncomingHttpHeaders, body: JsonObject): number | undefined {
  return toldCount(Number(body['inputTextTokenCount'] ?? headers['x-amzn-bedrock-input-token-count'] ?? NaN));
}
