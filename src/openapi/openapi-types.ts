import type { OpenAPIObject } from '@nestjs/swagger';

/** The parts of an OpenAPI 3.0 document, by the names that https://spec.openapis.org/oas/v3.0.3 gives them. */
export type Components = NonNullable<OpenAPIObject['components']>;
export type Schema = NonNullable<Components['schemas']>[string];
export type Responses = NonNullable<Components['responses']>;
export type Headers = NonNullable<Components['headers']>;
export type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;

/** The operations of a path, of every method that the service has. */
export function operationsOf({ get, post, put, patch, delete: remove }: PathItem): Operation[] {
  return [get, post, put, patch, remove].filter((operation) => operation !== undefined);
}
