import { invalid } from '../../errors/invalid-field';
import { validateBody } from '../../body/validate-body';
import { EmbeddingsRequestDto } from './embeddings-request.dto';

const FIELDS = ['model', 'input', 'dimensions', 'encoding_format'] as const;

/**
 * Checks an Embeddings body. Tokens of several texts are left to the upstream, but for the first of each.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field.
 */
export function validateEmbeddingsRequest(body: unknown): EmbeddingsRequestDto {
  const request = validateBody(body, EmbeddingsRequestDto, FIELDS);
  if (!isInput(request.input)) {
    throw invalid(
      'input',
      'input must be a text, or an array of texts, of token ids, or of arrays of token ids; not empty.',
    );
  }
  return request;
}

function isInput(input: unknown): boolean {
  if (typeof input === 'string') return input !== '';
  if (!Array.isArray(input) || input.length === 0) return false;
  return input.every(isText) || input.every(isToken) || input.every(isTokenList);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isToken(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isTokenList(value: unknown): boolean {
  return Array.isArray(value) && isToken(value[0]);
}
