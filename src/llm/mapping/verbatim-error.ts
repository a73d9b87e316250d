import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { redactedText } from '../providers/openai-compatible/provider-text';

/** An error larger than this is no error of an API, and is not quoted. */
const MAX_CHARACTERS = 16 * 1024;
const MAX_DEPTH = 16;

/** A provider's error as it was parsed. */
interface ProviderError {
  readonly wire: string;
  readonly status: number;
  readonly body: unknown;
}

/**
 * The same error with the provider's own words beside it, each text without what looks like a credential or a host.
 * @param clean takes out of a text what is known to be ours
 * @param publicPage addresses that are left as they are
 */
export function withVerbatim(
  error: GatewayError,
  { wire, status, body }: ProviderError,
  clean: (text: string) => string,
  publicPage: RegExp,
): GatewayError {
  const text = JSON.stringify(cleaned(body, (part) => redactedText(clean(part), publicPage)));
  if (text.length > MAX_CHARACTERS) return error;
  const { code, message, param, providerCode, retryable, upstreamFailure, upstreamStatus, headers } = error;
  return new GatewayError(code, message, {
    param,
    providerCode,
    retryable,
    upstreamFailure,
    upstreamStatus,
    headers,
    inferred: error.inferred,
    upstreamMessage: error.upstreamMessage,
    retryAfterMs: error.retryAfterMs,
    cause: error.cause,
    verbatim: { wire, status, body: text },
  });
}

/** The same with every text cleaned, as deep as an error of an API ever is. */
function cleaned(value: unknown, clean: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((entry: unknown) => cleaned(entry, clean, depth + 1));
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([name, entry]) => [name, cleaned(entry, clean, depth + 1)]));
}
