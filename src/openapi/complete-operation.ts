import { isErrorCode, responsesFor, responsesInForm } from './error-responses';
import { kindOf } from './operation-kinds';
import { ANSWER_HEADERS, CALL_HEADERS, RATE_LIMIT_HEADERS } from './answer-headers';
import type { Operation, Schema } from './openapi-types';

/**
 * Adds to an operation what follows from the stages that every request passes, and so is not said at each controller:
 * who may call, what errors can occur, and which headers come back.
 */
export function completeOperation(path: string, operation: Operation): void {
  const kind = kindOf(path);
  operation.security = kind.security;
  Object.assign(
    operation.responses,
    kind.errorForm === undefined
      ? responsesFor([...kind.errors(path, operation), ...namedErrors(operation)])
      : responsesInForm(kind.errorForm, kind.errors(path, operation)),
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
}

/** The errors that a controller names itself: responses that are described by a code and nothing else. */
function namedErrors({ responses }: Operation) {
  return Object.values(responses).flatMap((response) =>
    response !== undefined && 'description' in response && isErrorCode(response.description)
      ? [response.description]
      : [],
  );
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
