import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { samplingFields } from '../../wire/anthropic-messages/sampling';
import type { SamplingFields } from '../../wire/anthropic-messages/sampling';
import type { ChatRequest } from '../canonical/chat-request';
import { REFUSED_BY_ALL } from '../canonical/parameters';
import type { ParameterRules } from '../canonical/parameters';
import type { ModelTraits } from './model-traits';

/** Fields of the Converse API that a caller may give under their own names. */
const OWN_FIELDS = ['guardrailConfig', 'performanceConfig', 'requestMetadata'] as const;

const MAPPED = [
  'tools',
  'tool_choice',
  'response_format',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'temperature',
  'top_p',
  'reasoning_effort',
  'service_tier',
  'additionalModelRequestFields',
  ...OWN_FIELDS,
];
/** Mapped for Claude. */
const CLAUDE_MAPPED = ['parallel_tool_calls', 'thinking'];

/** `top_k` as the model's maker calls it; undefined where there is none. */
const TOP_K: Readonly<Record<ModelTraits['family'], ((topK: number) => JsonObject) | undefined>> = {
  claude: (topK) => ({ top_k: topK }),
  mistral: (topK) => ({ top_k: topK }),
  nova: (topK) => ({ inferenceConfig: { topK } }),
  cohere: (topK) => ({ k: topK }),
  openai: undefined,
  other: undefined,
};

/** What happens with the parameters of a request to this model; docs/providers.md has the same list. */
export function parameterRules({ family }: ModelTraits): ParameterRules {
  const mapped = new Set(family === 'claude' ? [...MAPPED, ...CLAUDE_MAPPED] : MAPPED);
  if (TOP_K[family] !== undefined) mapped.add('top_k');
  // Parallel calls are what every model does by itself, and only Claude can be kept from.
  return { mapped, refused: { ...REFUSED_BY_ALL, parallel_tool_calls: [true] } };
}

/** What is sent of the parameters. */
export interface Parameters {
  /** Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html */
  readonly inferenceConfig: JsonObject;
  /** For `additionalModelRequestFields`. */
  readonly additional: JsonObject;
}

/**
 * Maps the parameters that are plain values.
 * @param drop called for a parameter that has no effect beside the others
 * @throws GatewayError INVALID_REQUEST for a parameter that is no number
 */
export function mapParameters(
  { body, maxTokens, stop }: ChatRequest,
  { family, claude }: ModelTraits,
  claudeThinks: boolean,
  drop: (param: string) => void,
): Parameters {
  const sampling: SamplingFields =
    claude === undefined ? plainSampling(body) : claudeSampling(body, claude, claudeThinks, drop);
  const { temperature, top_p: topP, top_k: topK } = sampling;
  return {
    inferenceConfig: {
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(stop.length === 0 ? {} : { stopSequences: stop }),
    },
    additional: (topK === undefined ? undefined : TOP_K[family]?.(topK)) ?? {},
  };
}

/** The fields that go to the API as they are, and the service tier under its name there. */
export function ownFields({ body }: ChatRequest): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const name of OWN_FIELDS) if (isObject(body[name])) fields[name] = body[name];
  const tier = body['service_tier'];
  if (tier === 'default' || tier === 'flex' || tier === 'priority') fields['serviceTier'] = { type: tier };
  return fields;
}

const NAMES: Readonly<Record<string, string>> = { topP: 'top_p', topK: 'top_k' };

function claudeSampling(
  body: JsonObject,
  claude: NonNullable<ModelTraits['claude']>,
  thinks: boolean,
  drop: (param: string) => void,
): SamplingFields {
  const { temperature, top_p: topP, top_k: topK } = plainSampling(body);
  return samplingFields({ temperature, topP, topK }, claude, thinks, (name) => {
    drop(NAMES[name] ?? name);
  });
}

function plainSampling(body: JsonObject): SamplingFields {
  const fields: { -readonly [name in keyof SamplingFields]: SamplingFields[name] } = {};
  for (const name of ['temperature', 'top_p', 'top_k'] as const) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') {
      throw new GatewayError('INVALID_REQUEST', `${name} must be a number.`, { param: name });
    }
    fields[name] = value;
  }
  return fields;
}
