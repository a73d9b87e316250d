import { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { lookup } from '../../../json/lookup';
import { objectsIn } from '../../../json/objects-in';
import { upstreamFailed } from '../../../upstream/upstream-failure';

/** A model's way to make embeddings. */
export interface EmbeddingModel {
  /** So many texts go with one request. */
  readonly batch: number;
  /** The body of a request for these texts. */
  request(texts: readonly string[], asked: JsonObject): JsonObject;
  /** The vectors of an answer, in the order of its texts; undefined when it holds none. */
  vectors(answer: JsonObject): readonly unknown[] | undefined;
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
const TITAN: EmbeddingModel = {
  batch: 1,
  request: ([inputText]) => ({ inputText }),
  vectors: ({ embedding }) => (Array.isArray(embedding) ? [embedding] : undefined),
};
const TITAN_V2: EmbeddingModel = {
  ...TITAN,
  request: ([inputText], { dimensions }) => ({ inputText, ...given({ dimensions }) }),
};
/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html */
const TITAN_IMAGE: EmbeddingModel = {
  ...TITAN,
  request: ([inputText], { dimensions }) => ({
    inputText,
    ...(isGiven(dimensions) ? { embeddingConfig: { outputEmbeddingLength: dimensions } } : {}),
  }),
};
/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html */
const COHERE: EmbeddingModel = {
  batch: 96,
  request: (texts, asked) => ({
    texts,
    input_type: asked['input_type'] ?? 'search_document',
    ...given({ truncate: asked['truncate'] }),
  }),
  vectors: ({ embeddings }) => {
    const list = isObject(embeddings) ? embeddings['float'] : embeddings;
    return Array.isArray(list) ? list : undefined;
  },
};
/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html */
const COHERE_V4: EmbeddingModel = {
  ...COHERE,
  request: (texts, asked) => ({
    ...COHERE.request(texts, asked),
    embedding_types: ['float'],
    ...given({ output_dimension: asked['dimensions'] }),
  }),
};
/** What vectors are for, by the names of Cohere's `input_type`. */
const NOVA_PURPOSES = lookup<string>({
  search_document: 'GENERIC_INDEX',
  search_query: 'GENERIC_RETRIEVAL',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
});
/** https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
const NOVA: EmbeddingModel = {
  batch: 1,
  request: ([value], { dimensions, input_type: type = 'search_document', truncate }) => ({
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: typeof type === 'string' ? (NOVA_PURPOSES[type] ?? type) : type,
      ...given({ embeddingDimension: dimensions }),
      // A text that is too long is refused, as at OpenAI.
      text: { truncationMode: typeof truncate === 'string' ? truncate.toUpperCase() : 'NONE', value },
    },
  }),
  vectors: ({ embeddings }) => {
    const [first] = objectsIn(embeddings);
    return Array.isArray(first?.['embedding']) ? [first['embedding']] : undefined;
  },
};

/**
 * Finds out how a model is asked.
 * @throws GatewayError INVALID_REQUEST for a model whose embeddings are not mapped, or that has one length only
 */
export function embeddingModel(model: string, asked: JsonObject): EmbeddingModel {
  const found = [
    ['amazon.titan-embed-text-v2', TITAN_V2],
    ['amazon.titan-embed-image', TITAN_IMAGE],
    ['amazon.titan-embed', TITAN],
    ['amazon.nova-2-multimodal-embeddings', NOVA],
    ['cohere.embed-v4', COHERE_V4],
    ['cohere.embed', COHERE],
  ] as const;
  const way = found.find(([name]) => model.includes(name))?.[1];
  if (way === undefined) {
    throw refused(
      'model',
      'This model makes no embeddings, or none that are mapped (Titan, Nova and Cohere are).',
    );
  }
  if (isGiven(asked['dimensions']) && (way === TITAN || way === COHERE)) {
    throw refused('dimensions', 'The vectors of this model have one length only.');
  }
  return way;
}

/** The texts of a request. @throws GatewayError INVALID_REQUEST for token numbers and whatever else is no text */
export function embeddingInputs({ input }: JsonObject): readonly string[] {
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  const texts = list.filter((text) => typeof text === 'string' && text !== '') as readonly string[];
  if (texts.length === 0 || texts.length < list.length) {
    throw refused(
      'input',
      'input must be a text or a list of texts, none of them empty; this provider takes no tokens.',
    );
  }
  return texts;
}

/** A vector as the request asks for it: a list, or its 32-bit floats in base64. @throws GatewayError PROVIDER_ERROR */
export function encodedVector(vector: unknown, { encoding_format: format }: JsonObject): unknown {
  if (!Array.isArray(vector) || !vector.every((value) => typeof value === 'number')) throw noVectors();
  if (format !== 'base64') return vector;
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT));
  return bytes.toString('base64');
}

/** The answer had no usable vectors. */
export function noVectors(): GatewayError {
  return upstreamFailed('malformed', 'The upstream did not answer with embeddings.');
}

function given(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isGiven(value)));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function refused(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param });
}
