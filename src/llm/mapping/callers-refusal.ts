import { changedError } from '../../errors/changed-error';
import { GatewayError } from '../../errors/gateway-error';
import type { Settings } from '../../wire/canonical/settings';
import { CHAT_NAMES } from '../../wire/openai-chat/read-settings';
import type { WireName } from '../../wire/wire-name';
import { callersSettingName } from './callers-setting-names';

/** Chat Completions has two names for it; a request that is written here has this one. */
const WRITTEN = { ...CHAT_NAMES, maxTokens: 'max_completion_tokens' };

/** What is said before, where a request is written, and what the callers of other wires call that. */
const TURNS = 'messages';
const CALLERS_TURNS: Readonly<Partial<Record<WireName, string>>> = {
  'openai-responses': 'input',
  gemini: 'contents',
};

/**
 * A refusal of a field of Chat Completions, as the caller of another wire reads it: the field is the one that the caller wrote.
 * @param names the caller's own of the settings
 * @returns what was thrown where it names no such field
 */
export function inCallersNames(thrown: unknown, names: Settings['names'], wire: WireName): unknown {
  return renamed(inCallersTurns(thrown, wire), (field) => callersSettingName(field, WRITTEN, names));
}

/** The same for what is said before alone. */
export function inCallersTurns(thrown: unknown, wire: WireName): unknown {
  const field = CALLERS_TURNS[wire];
  return field === undefined ? thrown : renamed(thrown, (param) => (param === TURNS ? field : param));
}

function renamed(thrown: unknown, nameOf: (field: string) => string): unknown {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'INVALID_REQUEST') return thrown;
  const { param: field, message } = thrown;
  if (field === undefined) return thrown;
  const param = nameOf(field);
  if (param === field) return thrown;
  // What a provider said keeps its words.
  const isOurs = thrown.upstreamStatus === undefined && message.startsWith(`${field} `);
  const said = isOurs ? param + message.slice(field.length) : message;
  return changedError(thrown, { message: said, param });
}
