import type { Deployment } from '../../catalogue/deployment';
import { knownContextLength, knownLacks } from '../../catalogue/known-models';
import { isObject } from '../../json/json-object';
import { roughUsage } from '../../llm/call-estimate';
import { asksForSchema } from '../asked-format';
import type { AskedRequest } from './asked-request';

/** A feature that a request needs, by the names that operators give it among a model's capabilities. */
const NAMES = {
  tools: ['tools', 'tool_calls', 'function_calling'],
  vision: ['vision', 'images', 'image_input'],
  json_schema: ['json_schema', 'structured_outputs', 'response_schema'],
} as const;
type Need = keyof typeof NAMES;

/** How a picture is written in the wires of all doors. */
const PICTURES = ['"image_url"', '"input_image"', '"image"', '"image/'];
/** No token is shorter on average; smaller requests fit everywhere. */
const BYTES_PER_TOKEN = 4;
/** The table of known models is not looked into for smaller requests: no window is that small. */
const SMALL_BYTES = 16_384;

/**
 * Those that have what a request needs, as far as their models' capabilities tell, or where an operator told none, the table of
 * known models; all where none has.
 */
export function ableOnes(deployments: readonly Deployment[], asked: AskedRequest): readonly Deployment[] {
  if (deployments.length < 2 || !deployments.some(mayLack)) return deployments;
  const needs = needsOf(asked);
  if (needs.length === 0) return deployments;
  const able = deployments.filter((deployment) => needs.every((need) => hasIt(deployment, need)));
  return able.length === 0 ? deployments : able;
}

function mayLack({ model, connection, remoteModel }: Deployment): boolean {
  if ((model?.capabilities ?? []).length > 0) return true;
  return connection !== undefined && knownLacks(connection.provider, remoteModel) !== undefined;
}

function hasIt({ model, connection, remoteModel }: Deployment, need: Need): boolean {
  const capabilities = model?.capabilities ?? [];
  if (capabilities.length > 0) return NAMES[need].some((name) => capabilities.includes(name));
  return connection === undefined || knownLacks(connection.provider, remoteModel)?.includes(need) !== true;
}

/** A deployment's context window in tokens; undefined where nobody knows it. */
export function windowOf({ model, connection, remoteModel }: Deployment): number | undefined {
  if (connection === undefined) return undefined;
  return model?.contextLength ?? knownContextLength(connection.provider, remoteModel);
}

/** Tells whether a request is too long for a deployment, by an estimate; made once for all of them. */
export function isTooLongFor({ raw, body }: AskedRequest): (deployment: Deployment) => boolean {
  if (raw === undefined || !isObject(body)) return () => false;
  let tokens: number | undefined;
  return (deployment) => {
    const told = deployment.model?.contextLength;
    const window = told ?? (raw.length > SMALL_BYTES ? windowOf(deployment) : undefined);
    if (window === undefined || raw.length / BYTES_PER_TOKEN <= window) return false;
    tokens ??= roughUsage({ raw, body, model: deployment.remoteModel }, 0).promptTokens;
    return tokens > window;
  };
}

function needsOf({ body, raw }: AskedRequest): readonly Need[] {
  if (!isObject(body)) return [];
  const needs: Need[] = [];
  if (Array.isArray(body['tools']) && body['tools'].length > 0) needs.push('tools');
  if (asksForSchema(body)) needs.push('json_schema');
  if (raw !== undefined && PICTURES.some((mark) => raw.includes(mark)) && hasPicture(body))
    needs.push('vision');
  return needs;
}

/** Words of a prompt may look like a picture: its parts are looked at where the bytes say that there may be one. */
function hasPicture(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasPicture);
  if (!isObject(value)) return false;
  const type = value['type'];
  if (type === 'image_url' || type === 'input_image' || type === 'image') return true;
  const media = value['mime_type'] ?? value['mimeType'];
  if (typeof media === 'string' && media.startsWith('image/')) return true;
  return Object.values(value).some(hasPicture);
}
