import { GatewayError } from '../../../errors/gateway-error';
import type { CancelSignal } from '../../../cancellation/cancellation';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { wrongField } from '../../../errors/invalid-field';
import { inBatches } from '../../embedding-batches';
import type { LlmCall, WholeAnswer } from '../../llm-adapter';
import type { EmbeddingEntry } from '../../../wire/gemini/embeddings';
import { estimatedUsage } from '../../call-estimate';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';
import { toldCount } from '../../../wire/canonical/told-count';

/** Fields of the request that are mapped, or the gateway's own. */
const TAKEN: ReadonlySet<string> = new Set(['model', 'input', 'dimensions', 'encoding_format']);
/** Requests of one call that run at once. */
const AT_ONCE = 4;

/** The vectors of one request, in the order of its texts, and its tokens where they were counted. */
interface Batch {
  readonly vectors: readonly (readonly number[])[];
  readonly tokens: number | undefined;
}

/**
 * Embeds texts and answers in OpenAI's form; lists that are longer than the provider takes go in several requests.
 * Formats: https://ai.google.dev/api/embeddings (`batchEmbedContents`),
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api (`predict`) and
 * https://platform.openai.com/docs/api-reference/embeddings
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export async function embed(
  call: LlmCall,
  endpoint: GoogleEndpoint,
  transport: GoogleTransport,
  strict: boolean,
  signal: CancelSignal,
): Promise<WholeAnswer> {
  const { body, model } = call;
  if (strict) refuseOthers(body);
  const texts = inputTexts(body['input']);
  const dimensions = wantedDimensions(body['dimensions']);
  const base64 = encoding(body['encoding_format']) === 'base64';
  const entries = texts.map((text) => ({ text, taskType: undefined, title: undefined }));
  const { vectors, tokens, estimated } = await embedEntries(
    call,
    { entries, dimensions },
    { endpoint, transport },
    signal,
  );
  const answer = {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: base64 ? littleEndian(vector) : vector,
    })),
    model,
    usage: {
      prompt_tokens: tokens,
      total_tokens: tokens,
      ...(estimated ? { estimated: true } : {}),
    },
  };
  return { body: Buffer.from(JSON.stringify(answer)) };
}

/** Vectors in the order of their texts, and the tokens of all of them. */
export interface EmbeddedEntries {
  readonly vectors: readonly (readonly number[])[];
  readonly tokens: number;
  /** Whether the tokens are our own count. */
  readonly estimated: boolean;
}

/** Embeds texts by as many requests as they need; model and usage go into the call's facts. */
export async function embedEntries(
  call: LlmCall,
  {
    entries,
    dimensions,
  }: { readonly entries: readonly EmbeddingEntry[]; readonly dimensions: number | undefined },
  { endpoint, transport }: { readonly endpoint: GoogleEndpoint; readonly transport: GoogleTransport },
  signal: CancelSignal,
): Promise<EmbeddedEntries> {
  const { facts, model } = call;
  const vertex = endpoint.service === 'vertex';
  const path = endpoint.modelPath(model, vertex ? 'predict' : 'batchEmbedContents');
  const ask = async (part: readonly EmbeddingEntry[], partSignal: CancelSignal): Promise<Batch> => {
    const request = vertex ? predictBody(part, dimensions) : batchBody(part, model, dimensions);
    const bytes = Buffer.from(JSON.stringify(request));
    const { parsed } = await transport.ask(call, path, bytes, partSignal);
    const batch = vertex ? readPredictions(parsed) : readEmbeddings(parsed);
    if (batch.vectors.length === part.length) return batch;
    throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  };
  const limits = { size: batchSize(vertex, model), atOnce: AT_ONCE };
  const batches = await inBatches(entries, limits, ask, signal);
  facts.model = model;
  facts.usage = usageOf(batches) ?? estimatedUsage(call, { texts: '' });
  const { promptTokens: tokens, estimated } = facts.usage;
  return { vectors: batches.flatMap(({ vectors }) => vectors), tokens, estimated };
}

/** AI Studio takes 100 texts, Vertex AI 250, its gemini-embedding models one. */
function batchSize(vertex: boolean, model: string): number {
  if (!vertex) return 100;
  return model.includes('gemini-embedding') ? 1 : 250;
}

function batchBody(
  entries: readonly EmbeddingEntry[],
  model: string,
  dimensions: number | undefined,
): JsonObject {
  const name = model.includes('/') ? model : `models/${model}`;
  return {
    requests: entries.map(({ text, taskType, title }) => ({
      model: name,
      content: { parts: [{ text }] },
      ...(taskType === undefined ? {} : { taskType }),
      ...(title === undefined ? {} : { title }),
      ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
    })),
  };
}

function predictBody(entries: readonly EmbeddingEntry[], dimensions: number | undefined): JsonObject {
  return {
    instances: entries.map(({ text, taskType, title }) => ({
      content: text,
      ...(taskType === undefined ? {} : { task_type: taskType }),
      ...(title === undefined ? {} : { title }),
    })),
    ...(dimensions === undefined ? {} : { parameters: { outputDimensionality: dimensions } }),
  };
}

function readEmbeddings({ embeddings, usageMetadata }: JsonObject): Batch {
  const list = objectsIn(embeddings);
  return {
    vectors: list.map(({ values }) => vectorOf(values)),
    tokens: isObject(usageMetadata) ? toldCount(usageMetadata['promptTokenCount']) : undefined,
  };
}

function readPredictions({ predictions }: JsonObject): Batch {
  const list = objectsIn(predictions);
  const embeddings = list.map((prediction) =>
    isObject(prediction['embeddings']) ? prediction['embeddings'] : {},
  );
  let tokens: number | undefined;
  for (const { statistics } of embeddings) {
    const counted = isObject(statistics) ? toldCount(statistics['token_count']) : undefined;
    if (counted !== undefined) tokens = (tokens ?? 0) + counted;
  }
  return { vectors: embeddings.map(({ values }) => vectorOf(values)), tokens };
}

function vectorOf(values: unknown): number[] {
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  if (list.length > 0 && list.every((value) => typeof value === 'number')) return list as number[];
  throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
}

function usageOf(batches: readonly Batch[]): LlmCall['facts']['usage'] {
  let tokens = 0;
  for (const batch of batches) {
    if (batch.tokens === undefined) return undefined;
    tokens += batch.tokens;
  }
  return { promptTokens: tokens, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0, estimated: false };
}

function inputTexts(input: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  const texts = list.filter((text) => typeof text === 'string' && text !== '');
  if (texts.length > 0 && texts.length === list.length) return texts as string[];
  throw wrongField(
    'input',
    "must be a text, or a list of texts: this model's provider takes no token numbers",
  );
}

function wantedDimensions(given: unknown): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) return given;
  throw wrongField('dimensions', 'must be a whole number above 0');
}

function encoding(given: unknown): 'float' | 'base64' {
  if (given === undefined || given === null || given === 'float') return 'float';
  if (given === 'base64') return 'base64';
  throw wrongField('encoding_format', 'must be float or base64');
}

/** 32-bit floats, little-endian: what OpenAI's SDKs ask for, and decode. */
function littleEndian(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(4 * vector.length);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes.toString('base64');
}

/** Fields that have no counterpart, where the operator wants none to be dropped. */
function refuseOthers(body: JsonObject): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || TAKEN.has(name)) continue;
    throw new GatewayError('INVALID_REQUEST', `${name} is not supported by this model's provider.`, {
      param: name,
      providerCode: 'unsupported_parameter',
    });
  }
}
