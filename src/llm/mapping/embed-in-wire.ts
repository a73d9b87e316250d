import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';
import type { LlmAdapter, LlmCall, WholeAnswer } from '../llm-adapter';
import { parseObject } from '../providers/openai-compatible/response';

/**
 * Answers a call for embeddings in the wire of its door: by the adapter itself where it takes that wire, else the request is
 * written, and the answer read, in OpenAI's form.
 */
export async function embedInWire(
  adapter: LlmAdapter,
  call: LlmCall,
  signal: CancelSignal,
): Promise<WholeAnswer> {
  const form = call.wire.embeddings;
  if (form === undefined || adapter.embedsIn === call.wire.name) return adapter.embed(call, signal);
  const read = form.read(call.body);
  const { request, dropped } = read;
  const [first] = dropped;
  if (first !== undefined && adapter.refusesDropped === true) {
    throw new GatewayError('INVALID_REQUEST', `${first} is not supported by this model's provider.`, {
      param: first,
      providerCode: 'unsupported_parameter',
    });
  }
  const body = { model: call.model, ...request };
  const raw = Buffer.from(JSON.stringify(body));
  const answer = await adapter.embed({ ...call, wire: openAiChatWire, raw, body }, signal);
  const { facts } = call;
  facts.dropped = [...facts.dropped, ...dropped];
  const vectors = vectorsOf(parseObject(answer.body), request.input.length);
  return { body: Buffer.from(JSON.stringify(read.write(vectors, facts.usage?.promptTokens ?? 0))) };
}

/** The vectors in the order of the inputs. @throws GatewayError PROVIDER_ERROR where one is missing */
function vectorsOf(answer: JsonObject | undefined, wanted: number): readonly unknown[] {
  const data = answer?.['data'];
  const vectors: unknown[] = [];
  for (const [place, entry] of (Array.isArray(data) ? data : []).entries()) {
    if (!isObject(entry)) continue;
    const { index } = entry;
    vectors[typeof index === 'number' && index >= 0 && index < wanted ? index : place] = entry['embedding'];
  }
  const all = vectors.length === wanted && vectors.every((vector) => Array.isArray(vector));
  if (all) return vectors;
  throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
}
