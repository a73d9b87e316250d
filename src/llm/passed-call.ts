import type { JsonObject } from '../json/json-object';

/** What of OpenAI's API passes as it is, by the path behind the version. Formats: https://platform.openai.com/docs/api-reference */
export const PASSED_OPERATIONS = [
  'images/generations',
  'images/edits',
  'images/variations',
  'audio/speech',
  'audio/transcriptions',
  'audio/translations',
  'moderations',
  // https://docs.cohere.com/reference/rerank and https://api.jina.ai/redoc
  'rerank',
  'completions',
] as const;

/** One of the {@link PASSED_OPERATIONS}. */
export type PassedOperation = (typeof PASSED_OPERATIONS)[number];

/** Whether the answers of an operation are pictures. */
export function makesPictures(operation: PassedOperation): boolean {
  return operation.startsWith('images/');
}

/** Whether the answers of an operation are the texts of a sound. */
export function listens(operation: PassedOperation): boolean {
  return operation === 'audio/transcriptions' || operation === 'audio/translations';
}

/**
 * Characters of the text that is to be spoken, where that is what a request asks for.
 * @param body of the request
 */
export function spokenCharacters(operation: PassedOperation, { input }: JsonObject): number | undefined {
  if (operation !== 'audio/speech' || typeof input !== 'string') return undefined;
  // One of two code units is one.
  return input.length - (input.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** A request body that is not kept: it goes to its upstream while it comes in. */
export interface PassedStream {
  /** `multipart/form-data` with its boundary. */
  readonly contentType: string;
  /** What tells it from another one, whatever its boundary is; undefined where nobody asks, and it was not read before. */
  readonly hash: string | undefined;
  /** Whether something of it has left: nobody else can be asked then. */
  readonly isSpent: boolean;
  /** Bytes of it as its sender sends them: as many as it said, else as many as have come so far. */
  readonly size: number;
  /** Bytes of it, where its sender said so, with this model in it. */
  length(model: string): number | undefined;
  /** The bytes, once. Rejects with a GatewayError for what must not pass, or does not come. */
  open(model: string): AsyncIterable<Buffer>;
}

/** A request whose bytes pass, but for the model's name. */
export interface PassedRequest {
  readonly operation: PassedOperation;
  /** Undefined where the body is JSON, and in memory as every other. */
  readonly stream: PassedStream | undefined;
}
