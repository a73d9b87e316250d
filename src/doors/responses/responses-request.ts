import { invalid } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';
import { GatewayError } from '../../errors/gateway-error';

/** What the door has to know of a Responses request. */
export interface ResponsesRequest {
  readonly body: JsonObject;
  readonly model: string | undefined;
  readonly stream: boolean;
}

/** Fields that change what is answered, and that cannot be kept to here. */
const UNSUPPORTED = ['background', 'prompt'] as const;

/**
 * Checks a Responses request as far as the gateway has to know it; the rest is read when it is mapped.
 * Format: https://platform.openai.com/docs/api-reference/responses/create
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateResponsesRequest(given: unknown): ResponsesRequest {
  const body = requireObject(given);
  refuseUpstreamChoice(body);
  const { input, model, stream } = body;
  if (typeof input === 'string' ? input === '' : !Array.isArray(input) || input.length === 0) {
    throw invalid('input', 'Invalid request: input must be a text or a list of at least one item.');
  }
  if (!isOptional(model, 'string')) throw invalid('model', 'Invalid request: model must be a text.');
  if (!isOptional(stream, 'boolean'))
    throw invalid('stream', 'Invalid request: stream must be true or false.');
  for (const field of UNSUPPORTED) {
    if ((body[field] ?? false) !== false) throw unsupported(field);
  }
  return { body, model: typeof model === 'string' ? model : undefined, stream: stream === true };
}

function isOptional(value: unknown, type: 'string' | 'boolean'): boolean {
  return value === undefined || value === null || typeof value === type;
}

function unsupported(param: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `${param} is not supported by this gateway: leave it out.`, {
    param,
    providerCode: 'unsupported_parameter',
  });
}
