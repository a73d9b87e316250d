import { GatewayError } from '../../../errors/gateway-error';
import type { LlmCall } from '../../llm-adapter';
import { modelSegment } from '../../model-path';
import { openAiPath } from '../openai-compatible/openai-compatible.options';
import type { CallOperation } from '../openai-compatible/openai-compatible.options';
import { withoutTrailing } from '../../../config/without-trailing';

/**
 * The ways in which Azure serves models, told apart by the endpoint:
 * - `deployments`: Azure OpenAI, the deployment in the path and a dated `api-version`
 *   (https://learn.microsoft.com/azure/ai-foundry/openai/reference);
 * - `v1`: its newer form without dates, the deployment in the body's `model`
 *   (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle);
 * - `models`: the model inference API of Foundry, likewise
 *   (https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/endpoints);
 * - `anthropic`: Claude alone, in its own wire
 *   (https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-claude).
 */
export type AzureForm = 'deployments' | 'v1' | 'models' | 'anthropic';

/** Where an Azure resource takes calls. */
export interface AzureEndpoint {
  readonly form: AzureForm;
  /** What every path is appended to. */
  readonly baseUrl: string;
  /** The query of every request, empty or with its question mark. */
  readonly query: string;
  /** Where its models are listed. */
  readonly modelsPath: string;
  /** What the paths of the Messages API are appended to. */
  readonly claudeUrl: string;
}

const CLAUDE_PATH = '/anthropic';

/** Used where none is given; also the version of the model inference API. */
const DEFAULT_API_VERSION = '2024-05-01-preview';
const API_VERSION = /^(?:\d{4}-\d{2}-\d{2}(?:-preview)?|v1|latest|preview)$/;
/** The first dated version that has Responses; without a date they are at `/openai/v1`. */
const FIRST_WITH_RESPONSES = '2025-03-01';

/**
 * Reads the endpoint as Azure's portal shows it: the resource's bare address, or one that ends with `/openai`,
 * `/openai/v1`, `/models` or `/anthropic` (also with `/v1/messages` behind that).
 * @throws GatewayError INVALID_REQUEST with the param `endpoint` or `options.api_version`
 */
export function readAzureEndpoint(endpoint: string, apiVersion: string | undefined): AzureEndpoint {
  if (apiVersion !== undefined && !API_VERSION.test(apiVersion)) {
    throw new GatewayError('INVALID_REQUEST', 'An api-version is a date such as 2024-05-01-preview.', {
      param: 'options.api_version',
    });
  }
  const { origin, hostname, pathname } = new URL(endpoint);
  const path = withoutTrailing(pathname, '/');
  if (/\/(?:deployments|chat\/completions|embeddings)(?:\/|$)/.test(path)) {
    throw new GatewayError(
      'INVALID_REQUEST',
      "The endpoint is the resource's address, without deployment and operation: the deployment belongs to the model.",
      { param: 'endpoint' },
    );
  }
  const forClaude = /^(.*)\/anthropic(?:\/v1(?:\/messages)?)?$/.exec(path);
  const resource = origin + (forClaude?.[1] ?? path.replace(/\/(?:openai(?:\/v1)?|models)$/, ''));
  const claudeUrl = resource + CLAUDE_PATH;
  if (forClaude !== null) {
    return { form: 'anthropic', baseUrl: resource, query: '', modelsPath: '/openai/v1/models', claudeUrl };
  }
  if (path.endsWith('/openai/v1')) {
    const query = apiVersion === undefined ? '' : `?api-version=${apiVersion}`;
    return { form: 'v1', baseUrl: origin + path, query, modelsPath: '/models', claudeUrl };
  }
  const query = `?api-version=${apiVersion ?? DEFAULT_API_VERSION}`;
  const ofFoundry = path.endsWith('/models') || (path === '' && hostname.endsWith('.services.ai.azure.com'));
  if (ofFoundry) {
    return { form: 'models', baseUrl: resource, query, modelsPath: '/openai/v1/models', claudeUrl };
  }
  const base = `${origin}${path.replace(/\/openai$/, '')}/openai`;
  return { form: 'deployments', baseUrl: base, query, modelsPath: `/models${query}`, claudeUrl };
}

/** The path and query of an operation, behind the base URL. */
export function pathAt({ form, query }: AzureEndpoint, operation: CallOperation, call: LlmCall): string {
  switch (form) {
    case 'deployments':
      return `/deployments/${modelSegment(deploymentOf(call))}${openAiPath(operation)}${query}`;
    case 'models':
      return `/models${openAiPath(operation)}${query}`;
    case 'v1':
    case 'anthropic':
      return `${openAiPath(operation)}${query}`;
  }
}

/**
 * The path of Responses with its query, behind the base URL.
 * Source: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses
 */
export function responsesPath({ form, query }: AzureEndpoint): string {
  if (form === 'v1') return `${openAiPath('responses')}${query}`;
  if (form === 'models' || form === 'anthropic') return `/openai/v1${openAiPath('responses')}`;
  const isDated = (/=(\d{4}-\d{2}-\d{2})/.exec(query)?.[1] ?? '') >= FIRST_WITH_RESPONSES;
  return isDated ? `${openAiPath('responses')}${query}` : `/v1${openAiPath('responses')}`;
}

/** The name of the deployment that answers a call. */
export function deploymentOf({ deploymentName, model }: LlmCall): string {
  return deploymentName ?? model;
}
