import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../body/json-object';

/**
 * What a dialect does with a parameter of the canonical request. What it maps is sent in the provider's own way; what it
 * drops has no counterpart there and leaves the answer's meaning as it was; what it refuses would change that meaning if
 * it were dropped (`n: 2`), unless the value is a neutral one.
 */
export interface ParameterRules {
  readonly mapped: ReadonlySet<string>;
  /** Names that are refused, with the values that mean the same as none (`n` → `[1]`). */
  readonly refused: Readonly<Record<string, readonly unknown[]>>;
}

/** What no mapping dialect has a counterpart for, and what would change the answer's form if it were left out. */
export const REFUSED_BY_ALL: ParameterRules['refused'] = {
  n: [1],
  logprobs: [false],
  top_logprobs: [0],
  audio: [],
  web_search_options: [],
  functions: [],
  function_call: ['none', 'auto'],
};

/** Fields of the request that are its structure, or the gateway's own, and no parameters. */
const STRUCTURE: ReadonlySet<string> = new Set(['model', 'messages', 'stream', 'stream_options']);

/**
 * Holds a request against a dialect's rules.
 * @param strict whether a parameter that would be dropped is refused instead (`LLM_PROXY__STRICT_PARAMS`)
 * @throws GatewayError INVALID_REQUEST naming the parameter
 */
export function checkParameters(body: JsonObject, rules: ParameterRules, strict: boolean): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || STRUCTURE.has(name) || rules.mapped.has(name)) continue;
    const neutral = rules.refused[name];
    if (neutral === undefined ? !strict : neutral.includes(value)) continue;
    throw new GatewayError('INVALID_REQUEST', `${name} is not supported by this model's provider.`, {
      param: name,
      providerCode: 'unsupported_parameter',
    });
  }
}
