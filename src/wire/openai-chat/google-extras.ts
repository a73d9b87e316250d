import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Reasoning } from '../canonical/settings';

/** What Google adds to Chat Completions of its own, as far as it is read. */
export interface GoogleExtras {
  readonly reasoning: Reasoning | undefined;
  /** Fields by the names that they have without `extra_body`. */
  readonly fields: JsonObject;
}

/**
 * Reads `extra_body.google`; undefined where it is not there, or holds what is not known.
 * Format: https://ai.google.dev/gemini-api/docs/openai#extra-body
 */
export function googleExtras({ extra_body: extra }: JsonObject): GoogleExtras | undefined {
  const { google, ...others } = isObject(extra) ? extra : {};
  if (!isObject(google) || Object.keys(others).length > 0) return undefined;
  const { thinking_config: thinking, cached_content: cached, ...unknown } = google;
  if (Object.keys(unknown).length > 0) return undefined;
  return {
    reasoning: isObject(thinking) ? thinkingOf(thinking) : undefined,
    fields: cached === undefined ? {} : { cached_content: cached },
  };
}

/** A budget may be a number, or a word as efforts have. */
function thinkingOf({
  thinking_budget: budget,
  thinking_level: level,
  include_thoughts: shown,
}: JsonObject): Reasoning {
  const visible = typeof shown === 'boolean' ? { visible: shown } : {};
  const effort = level ?? budget;
  if (typeof effort === 'string') return { effort: effort.toLowerCase(), ...visible };
  if (typeof budget !== 'number' || budget < 0) return { adaptive: true, ...visible };
  return budget === 0
    ? { effort: 'none', budgetTokens: 0, ...visible }
    : { budgetTokens: budget, ...visible };
}
