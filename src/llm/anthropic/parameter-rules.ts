import { GatewayError } from '../../errors/gateway-error';
import { REFUSED_BY_ALL } from '../canonical/parameters';
import type { ParameterRules } from '../canonical/parameters';

/** The provider's own fields that pass as they are. */
export const PASSED = [
  'cache_control',
  'container',
  'context_management',
  'inference_geo',
  'mcp_servers',
  'speed',
] as const;

/**
 * What happens with the parameters of a request; docs/providers.md has the same list. What is not named (`seed`, the
 * penalties, `logit_bias`, `verbosity`, `store`, …) is dropped.
 * Format: https://docs.anthropic.com/en/api/openai-sdk#important-openai-compatibility-limitations
 */
export const PARAMETERS: ParameterRules = {
  mapped: new Set([
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'response_format',
    'stop',
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'top_k',
    'reasoning_effort',
    'thinking',
    'output_config',
    'user',
    'safety_identifier',
    'metadata',
    'service_tier',
    ...PASSED,
  ]),
  refused: REFUSED_BY_ALL,
};

/** What to do with a parameter that the model would not take beside the others: nothing, or under `strict` refuse it. */
export function refuseDropped(strict: boolean): (param: string) => void {
  return (param) => {
    if (!strict) return;
    throw new GatewayError('INVALID_REQUEST', `${param} is not supported by this model as it was given.`, {
      param,
      providerCode: 'unsupported_parameter',
    });
  };
}
