import type { ErrorCode } from '../errors/gateway-error';
import { responsesFor } from './error-responses';
import type { Headers, Operation, Schema } from './openapi-types';

/** Routes without a key: the probes and the metrics. */
const PUBLIC_PATH = /^\/(?:health|metrics)(?:\/|$)/;

const READ_ERRORS: readonly ErrorCode[] = ['UNAUTHORIZED', 'RATE_LIMIT', 'INTERNAL', 'OVERLOADED'];
const READ_ONE_ERRORS: readonly ErrorCode[] = [...READ_ERRORS, 'INVALID_REQUEST', 'MODEL_NOT_FOUND'];
const CALL_ERRORS: readonly ErrorCode[] = [
  ...READ_ONE_ERRORS,
  'FORBIDDEN',
  'REQUEST_TIMEOUT',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'PROVIDER_ERROR',
  'TIMEOUT',
];

/** Headers of every answer, and those of answers to a key whose rate is limited. */
export const ANSWER_HEADERS: Headers = {
  'x-request-id': {
    description: "The request's id in logs: the caller's own where it sent a sane one.",
    schema: { type: 'string' },
  },
  traceparent: {
    description: 'W3C trace context; continues the one that came in.',
    schema: { type: 'string' },
  },
};
export const RATE_LIMIT_HEADERS: Headers = {
  'x-ratelimit-limit-requests': {
    description: 'Requests that may be made at once.',
    schema: { type: 'integer' },
  },
  'x-ratelimit-remaining-requests': {
    description: 'How many of them are left.',
    schema: { type: 'integer' },
  },
  'x-ratelimit-reset-requests': {
    description: 'When all of them will be there again, as a duration.',
    schema: { type: 'string', example: '2ms' },
  },
};

/**
 * Adds to an operation what follows from the stages that every request passes, and so is not said at each controller:
 * who may call, what errors can occur, which headers come back, and the model in the path.
 */
export function completeOperation(path: string, operation: Operation): void {
  const open = PUBLIC_PATH.test(path);
  if (open) operation.security = [];
  Object.assign(operation.responses, responsesFor(errorsOf(path, operation, open)));
  const headers = open ? ANSWER_HEADERS : { ...ANSWER_HEADERS, ...RATE_LIMIT_HEADERS };
  for (const response of Object.values(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    response.headers = {
      ...Object.fromEntries(
        Object.keys(headers).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
      ),
      ...response.headers,
    };
    if (response.description === '') response.description = 'The answer.';
  }
  if (path.includes('{model}')) describeModelInPath(path, operation);
}

function errorsOf(path: string, operation: Operation, open: boolean): readonly ErrorCode[] {
  if (open) return ['INTERNAL'];
  if (operation.requestBody !== undefined) return CALL_ERRORS;
  return path.includes('{') ? READ_ONE_ERRORS : READ_ERRORS;
}

function describeModelInPath(path: string, operation: Operation): void {
  const example = path.endsWith('/embeddings') ? 'mock-embedding' : 'gpt-4o-mini';
  operation.description = [
    operation.description,
    "For Azure's SDKs. The model in the path counts, not the one in the body.",
  ]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  operation.parameters = [
    ...(operation.parameters ?? []).filter(
      (parameter) => !('name' in parameter && parameter.name === 'model'),
    ),
    { name: 'model', in: 'path', required: true, schema: { type: 'string' }, example },
  ];
}

/** Fields that a request schema does not name are allowed: they pass to the model as they are. */
export function allowUnknownFields(
  schema: Schema | undefined,
  passed: Readonly<Record<string, Schema>>,
): void {
  if (schema === undefined || '$ref' in schema) return;
  schema.additionalProperties = true;
  schema.properties = { ...schema.properties, ...passed };
}
