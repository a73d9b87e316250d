import { createHash } from 'node:crypto';
import type OpenAI from 'openai';
import type { LlmCall } from '../llm-adapter';
import { countTokensIn, countWordTokens } from './tokens';
import { refused } from './upstream-failures';

const DEFAULT_DIMENSIONS = 1_536;
const MOST_DIMENSIONS = 4_096;
const MOST_INPUTS = 2_048;

/** Text, or the same as token numbers. */
type EmbeddingInput = string | readonly number[];

/** An embeddings answer and what it cost. */
interface EmbeddingAnswer {
  readonly body: Buffer;
  readonly promptTokens: number;
}

/**
 * Answers an embeddings request: a unit vector for each input that depends on the input and its length alone.
 *
 * @throws GatewayError INVALID_REQUEST with `param` when the request is not what OpenAI's API allows.
 */
export function embeddingAnswer(call: LlmCall): EmbeddingAnswer {
  const inputs = inputsOf(call.body.input);
  const dimensions = dimensionsOf(call.body.dimensions);
  const base64 = call.body.encoding_format === 'base64';
  const promptTokens = inputs.reduce((sum, input) => sum + tokensOf(input), 0);
  const data = inputs.map((input, index) => {
    const vector = unitVector(input, dimensions);
    return { object: 'embedding', index, embedding: base64 ? base64Floats(vector) : [...vector] };
  });
  const usage: OpenAI.CreateEmbeddingResponse.Usage = {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens,
  };
  return {
    body: Buffer.from(JSON.stringify({ object: 'list', data, model: call.model, usage })),
    promptTokens,
  };
}

function inputsOf(input: unknown): readonly EmbeddingInput[] {
  const inputs: readonly unknown[] = Array.isArray(input) && !isTokenList(input) ? input : [input];
  const usable = inputs.filter(isInput);
  if (usable.length === 0 || usable.length < inputs.length || inputs.length > MOST_INPUTS) {
    throw refused(
      'input',
      `input must be a text, a list of token numbers, or a list of up to ${MOST_INPUTS} of either; none may be empty.`,
    );
  }
  return usable;
}

function isInput(value: unknown): value is EmbeddingInput {
  return typeof value === 'string' ? value !== '' : isTokenList(value);
}

function isTokenList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => Number.isInteger(item));
}

function dimensionsOf(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_DIMENSIONS;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_DIMENSIONS)
    return value;
  throw refused('dimensions', `dimensions must be a whole number from 1 to ${MOST_DIMENSIONS}.`);
}

function tokensOf(input: EmbeddingInput): number {
  return typeof input === 'string' ? countWordTokens(input) : countTokensIn(input);
}

function unitVector(input: EmbeddingInput, dimensions: number): Float64Array {
  const random = randomNumbers(typeof input === 'string' ? input : input.join(' '));
  const vector = new Float64Array(dimensions).map(() => random() * 2 - 1);
  const length = Math.sqrt(vector.reduce((sum, component) => sum + component * component, 0));
  // Eight decimals are what fits a 32-bit float, so both encodings carry the same vector.
  return vector.map((component) => Math.round((component / length) * 1e8) / 1e8);
}

/** Numbers from 0 to 1 that follow from a seed (the generator Mulberry32, public domain). */
function randomNumbers(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** OpenAI's base64 form: 32-bit floats, little-endian as is every processor that Node runs on. */
function base64Floats(vector: Float64Array): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}
