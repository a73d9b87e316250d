import { removeFields } from '../../json/json-edit';
import type { WrittenRequest } from './default-fallbacks';

/** The version and the betas, which clouds have in the body and the API has in headers. */
const FIELDS = ['anthropic_version', 'anthropic_beta'];

/** One beta, or several with commas between them. Anything else names none, and could not be in a header. */
const BETAS = /^[\w.-]+(?: *, *[\w.-]+)*$/;

/** A request, and what its body named that the API has in a header. */
export interface HeadedRequest {
  readonly request: WrittenRequest;
  /** As `anthropic-beta` has them; undefined for none. */
  readonly betas: string | undefined;
}

/**
 * A request in the form that Bedrock and Vertex AI have, in that of the API: which betas a key may use, and which of them a provider
 * takes, counts for these too. A provider that wants the fields gets its own.
 * Format: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
export function withoutPlatformFields(request: WrittenRequest): HeadedRequest {
  const given = FIELDS.filter((name) => Object.hasOwn(request.body, name));
  if (given.length === 0) return { request, betas: undefined };
  const { anthropic_version: _version, anthropic_beta: named, ...body } = request.body;
  const names: readonly unknown[] = Array.isArray(named) ? named : [named];
  const betas = names.filter((name) => typeof name === 'string' && BETAS.test(name)).join(',');
  return {
    request: { ...request, raw: removeFields(request.raw, given), body },
    betas: betas === '' ? undefined : betas,
  };
}

/** Headers with the betas of a request beside those that they name. */
export function withBetas(
  headers: Readonly<Record<string, string>>,
  betas: string,
): Readonly<Record<string, string>> {
  const { 'anthropic-beta': given } = headers;
  return { ...headers, 'anthropic-beta': given === undefined ? betas : `${given},${betas}` };
}
