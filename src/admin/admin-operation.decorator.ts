import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';

/** What of the catalogue an admin operation can be refused with, besides what every route can. */
const REFUSALS = {
  INVALID_REQUEST: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
} as const;

/** A code that an admin operation can be refused with. */
export type Refusal = keyof typeof REFUSALS;

/** What the document says of an operation. */
interface About {
  /** Stable: the name of the method in a generated client. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
}

/** Describes an operation and how it can be refused. */
export function AdminOperation(about: About, ...refusals: readonly Refusal[]): MethodDecorator {
  return applyDecorators(
    ApiOperation(about),
    ...(['FORBIDDEN', ...refusals] as const).map((code) =>
      ApiResponse({
        status: REFUSALS[code],
        schema: { $ref: '#/components/schemas/Error' },
        description: code,
      }),
    ),
  );
}

/** Describes the id or name in the path. */
export function RefParam(example: string, description = 'Id or name, percent-encoded.'): MethodDecorator {
  return ApiParam({ name: 'ref', description, example });
}

/** Describes the parameters of a list. */
export function PageQuery(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      schema: { type: 'string' },
      description: '`next_cursor` of the page before.',
    }),
  );
}

/**
 * Describes how a removal goes on where the thing is in use.
 * @param example for a thing that the examples before it have put to use
 */
export function ForceQuery(example?: boolean): MethodDecorator {
  return ApiQuery({
    name: 'force',
    required: false,
    schema: { type: 'boolean', default: false, ...(example !== undefined && { example }) },
    description: 'Removes what uses it as well.',
  });
}
