import type { JsonObject } from '../json/json-object';

/** A request for embeddings in OpenAI's form. Format: https://platform.openai.com/docs/api-reference/embeddings/create */
export interface OpenAiEmbeddingRequest {
  readonly input: readonly string[];
  readonly dimensions?: number;
}

/** What becomes of a request for embeddings at a provider that takes OpenAI's form. */
export interface ReadEmbedding {
  readonly request: OpenAiEmbeddingRequest;
  /** What that form has no place for, by the caller's own names. */
  readonly dropped: readonly string[];
  /** Writes the answer in the wire's form. @param tokens of all inputs together */
  write(vectors: readonly unknown[], tokens: number): JsonObject;
}

/** A wire's own way to ask for embeddings. */
export interface EmbeddingForm {
  /** @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's */
  read(body: JsonObject): ReadEmbedding;
}
