import { isErrorCode, responsesFor } from './error-responses';
import { kindOf } from './operation-kinds';
import { ANSWER_HEADERS, CALL_HEADERS, RATE_LIMIT_HEADERS } from './answer-headers';
import type { Operation, Schema } from './openapi-types';

/**
 * Adds to an operation what follows from the stages that every request passes, and so is not said at each controller:
 * who may call, what errors can occur, which headers come back, and the model in the path.
 */
export function completeOperation(path: string, operation: Operation): void {
  const kind = kindOf(path);
  operation.security = kind.security;
  Object.assign(
    operation.responses,
    responsesFor([...kind.errors(path, operation), ...namedErrors(operation)]),
  );
  const headers = {
    ...ANSWER_HEADERS,
    ...(kind.limited && RATE_LIMIT_HEADERS),
    ...(kind.limited && operation.requestBody !== undefined && CALL_HEADERS),
  };
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
  if (path.startsWith('/openai/deployments/{model}')) describeModelInPath(path, operation);
}

/** The errors that a controller names itself: responses that are described by a code and nothing else. */
function namedErrors({ responses }: Operation) {
  return Object.values(responses).flatMap((response) =>
    response !== undefined && 'description' in response && isErrorCode(response.description)
      ? [response.description]
      : [],
  );
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
