import { GatewayError } from '../../../errors/gateway-error';
import { errorFromBody } from '../openai-compatible/errors';
import type { ProviderErrorBody } from '../openai-compatible/errors';
import { unwrapProviderError } from './provider-error';

/** Statuses whose text reaches the caller (200: an error inside a stream). */
const SHOWN: ReadonlySet<number> = new Set([200, 400, 404, 409, 415, 422]);

/** Its own word for a key of ours that it does not take, as the type of the error. */
const CREDENTIAL_TYPES: ReadonlySet<string> = new Set(['no_db_connection', 'token_not_found_in_db']);

/** The router's own words begin the message: a provider's, which may quote the caller's, have its name in front. */
const UNKNOWN_MODEL =
  /Invalid model name|^(?:litellm\.BadRequestError: )?You passed in model=[^\n]*\. There are no healthy deployments\b/i;

/**
 * Errors that LiteLLM words in its own way (seen with 1.106.2 without a database): a wrong key is a 400 about its
 * database, a missing one a 500; an unknown model is a 400 "Invalid model name", or by its router, where its file has a
 * pattern such as `openai/*`, a 400 "no healthy deployments"; a provider's reason is wrapped.
 */
export function mapLiteLlmError(status: number, error: ProviderErrorBody): GatewayError | undefined {
  const { type = '', message = '' } = error;
  const known = CREDENTIAL_TYPES.has(type) || (status === 500 && type === 'auth_error');
  const worded =
    (status === 400 && /^No connected db\b/i.test(message)) ||
    (status === 500 && /^Authentication Error, No api key passed in\b/i.test(message));
  if (known || worded) return errorFromBody(401, { ...error, inferred: !known });
  if (status === 400 && UNKNOWN_MODEL.test(message))
    return errorFromBody(404, { ...error, code: 'model_not_found' });
  return SHOWN.has(status) ? errorFromBody(status, unwrapProviderError(error)) : undefined;
}
