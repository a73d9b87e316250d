import type { CallRequest } from './call-request';

const BETA = 'anthropic-beta';

/**
 * A virtual key's request with those of its betas that such keys may use, and the names of the others.
 * @param allowed the names in `LLM_PROXY__ANTHROPIC_BETAS`; undefined for all
 */
export function withAllowedBetas(request: CallRequest, allowed: readonly string[] | undefined): CallRequest {
  if (allowed === undefined || request.caller.kind !== 'virtual') return request;
  const { [BETA]: given, ...headers } = request.headers;
  if (given === undefined) return request;
  const names = given.split(',').map((name) => name.trim());
  const kept = names.filter((name) => allowed.includes(name));
  const cutBetas = names.filter((name) => name !== '' && !allowed.includes(name));
  if (cutBetas.length === 0) return request;
  return {
    ...request,
    headers: kept.length === 0 ? headers : { ...headers, [BETA]: kept.join(',') },
    cutBetas,
  };
}
