import { changedError } from '../../errors/changed-error';
import type { GatewayError, VerbatimError } from '../../errors/gateway-error';
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
  if (JSON.stringify(body).length > MAX_CHARACTERS) return error;
  const text = JSON.stringify(cleanedTexts(body, (part) => redactedText(clean(part), publicPage), MAX_DEPTH));
  return quoting(error, { wire, status, body: text });
}

/** The same error with the provider's own words beside it, as they are given. @param headers the error's own by default */
export function quoting(
  error: GatewayError,
  verbatim: VerbatimError,
  headers: Readonly<Record<string, string>> | undefined = error.headers,
): GatewayError {
  return changedError(error, { verbatim, headers });
}

/** A parsed error with every text cleaned; what is nested deeper than so many levels is left out. */
export function cleanedTexts(value: unknown, clean: (text: string) => string, maxDepth: number): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (maxDepth === 0) return undefined;
  if (Array.isArray(value)) return value.map((entry: unknown) => cleanedTexts(entry, clean, maxDepth - 1));
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([name, entry]) => [name, cleanedTexts(entry, clean, maxDepth - 1)]));
}
