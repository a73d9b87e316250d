import { GatewayError } from '../../errors/gateway-error';
import type { Settings } from '../../wire/canonical/settings';
import { CHAT_NAMES } from '../../wire/openai-chat/read-settings';
import { callersSettingName } from './callers-setting-names';

/** Chat Completions has two names for it; a request that is written here has this one. */
const WRITTEN = { ...CHAT_NAMES, maxTokens: 'max_completion_tokens' };

/**
 * A refusal of a field of Chat Completions, as the caller of another wire reads it: the field is the one that the caller wrote.
 * @param names the caller's own of the settings
 * @returns what was thrown where it names no such field
 */
export function inCallersNames(thrown: unknown, names: Settings['names']): unknown {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'INVALID_REQUEST') return thrown;
  const { param: field, message } = thrown;
  if (field === undefined) return thrown;
  const param = callersSettingName(field, WRITTEN, names);
  if (param === field) return thrown;
  // What a provider said keeps its words.
  const isOurs = thrown.upstreamStatus === undefined && message.startsWith(`${field} `);
  const said = isOurs ? param + message.slice(field.length) : message;
  const { providerCode, retryable, headers, upstreamFailure, upstreamStatus, inferred } = thrown;
  return new GatewayError(thrown.code, said, {
    param,
    providerCode,
    retryable,
    headers,
    upstreamFailure,
    upstreamStatus,
    inferred,
    upstreamMessage: thrown.upstreamMessage,
    retryAfterMs: thrown.retryAfterMs,
    verbatim: thrown.verbatim,
    cause: thrown.cause,
  });
}
