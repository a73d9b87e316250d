import { GatewayError } from '../../errors/gateway-error';
import { errorFromBody } from '../openai-compatible/errors';
import type { ProviderErrorBody } from '../openai-compatible/errors';
import { unwrapProviderError } from './provider-error';

/** Statuses whose text reaches the caller (200: an error inside a stream). */
const SHOWN: ReadonlySet<number> = new Set([200, 400, 404, 409, 415, 422]);

/**
 * Errors that LiteLLM words in its own way (seen with 1.106.2 without a database): a wrong key is a 400 about its
 * database, a missing one a 500; an unknown model is a 400 "Invalid model name"; a provider's reason is wrapped.
 */
export function mapLiteLlmError(status: number, error: ProviderErrorBody): GatewayError | undefined {
  const text = `${error.type ?? ''} ${error.code ?? ''} ${error.message ?? ''}`;
  const credential =
    (status === 400 && /no_db_connection|No connected db/i.test(text)) ||
    (status === 500 && /No api key passed in/i.test(text)) ||
    /\btoken_not_found_in_db\b/.test(text);
  if (credential) return errorFromBody(401, error);
  if (status === 400 && /Invalid model name/i.test(text))
    return errorFromBody(404, { ...error, code: 'model_not_found' });
  return SHOWN.has(status) ? errorFromBody(status, unwrapProviderError(error)) : undefined;
}
