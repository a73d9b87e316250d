import type { IncomingHttpHeaders } from 'node:http';
import { PartCancellation } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import type { JsonObject } from '../../body/json-object';
import type { LlmCall, WholeAnswer } from '../llm-adapter';
import { estimateUsage } from '../usage-estimate';
import { embeddingInputs, embeddingModel, encodedVector, noVectors } from './embeddings';

/** Requests for one call that run at once. */
const AT_ONCE = 8;

/** An answer of InvokeModel. */
export interface InvokeAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
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
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < texts.length; at += way.batch) batches.push(texts.slice(at, at + way.batch));

  const all = new PartCancellation(signal);
  const vectors: (readonly unknown[])[] = [];
  const counts: (number | undefined)[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < batches.length; at = next++) {
      const batch = batches[at] ?? [];
      const { headers, body } = await invoke(way.request(batch, asked), all);
      const made = way.vectors(body);
      if (made?.length !== batch.length) throw noVectors();
      vectors[at] = made.map((vector) => encodedVector(vector, asked));
      counts[at] = tokensOf(headers, body);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, batches.length) }, work));
  } catch (thrown) {
    all.abort(thrown);
    throw thrown;
  } finally {
    all.release();
  }

  const estimate = estimateUsage(call.raw.length, { bytes: 0 });
  facts.model = model;
  facts.usage = counts.includes(undefined)
    ? estimate
    : {
        ...estimate,
        promptTokens: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
        estimated: false,
      };
  const data = vectors.flat().map((embedding, index) => ({ object: 'embedding', index, embedding }));
  const { promptTokens } = facts.usage;
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return { body: Buffer.from(JSON.stringify({ object: 'list', data, model, usage })) };
}

/** Titan counts in its answer, Cohere by a header of the service. */
function tokensOf(headers: IncomingHttpHeaders, body: JsonObject): number | undefined {
  const counted = Number(body['inputTextTokenCount'] ?? headers['x-amzn-bedrock-input-token-count'] ?? NaN);
  return Number.isInteger(counted) && counted >= 0 ? counted : undefined;
}
