import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { REFUSED_OWN_BY_ALL } from '../canonical/setting-rules';
import type { SettingRules } from '../canonical/setting-rules';
import type { SettingName, Settings } from '../canonical/settings';

/** The provider's own fields that pass as they are. */
const PASSED = [
  'cache_control',
  'container',
  'context_management',
  'inference_geo',
  'mcp_servers',
  'speed',
] as const;

/** Those of them that a request has in the provider's form: Responses has a list of the name `context_management`. */
export function passedNames(own: JsonObject): readonly string[] {
  return PASSED.filter((name) => name !== 'context_management' || isObject(own[name]));
}

/** Further fields of `output_config`, as callers of the provider's own wire have them. */
export const OUTPUT_CONFIG = 'output_config.';

const TAKES: ReadonlySet<SettingName> = new Set<SettingName>([
  'parallelToolCalls',
  'responseFormat',
  'stop',
  'maxTokens',
  'temperature',
  'topP',
  'topK',
  'reasoning',
  'user',
  'metadata',
  'serviceTier',
]);

/**
 * What becomes of the settings of a request; docs/providers.md has the same list in words. What is not named (`seed`, the
 * penalties, `logit_bias`, `verbosity`, `store`, …) is dropped.
 * Format: https://docs.anthropic.com/en/api/openai-sdk#important-openai-compatibility-limitations
 */
export function settingRules({ own }: Settings): SettingRules {
  const further = Object.keys(own).filter((name) => name.startsWith(OUTPUT_CONFIG));
  return {
    takes: TAKES,
    refuses: new Set<SettingName>(['candidates', 'logprobs']),
    takesOwn: new Set(['thinking', 'output_config', 'web_search_options', ...passedNames(own), ...further]),
    refusesOwn: REFUSED_OWN_BY_ALL,
  };
}
