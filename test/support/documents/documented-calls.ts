import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

/** One call that the OpenAPI document offers: "Try it out" makes the same. */
export interface DocumentedCall {
  /** Method, route and the example's name, for messages. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path as documented: `/v1/models/{id}`. */
  readonly route: string;
  /** The path that is called, with its parameters' names: an alias, or the route itself. */
  readonly template: string;
  /** The path with its example parameters. */
  readonly path: string;
  /** The example's body; undefined where it is missing. */
  readonly body: unknown;
  readonly operation: Operation;
}

/** Every call that the examples of a document make up: one for each example body, one for a route without. */
export function documentedCalls(document: OpenAPIObject): DocumentedCall[] {
  return Object.entries(document.paths).flatMap(([route, item]) => [
    ...(item.get === undefined ? [] : callsOf('GET', route, item.get)),
    ...(item.post === undefined ? [] : callsOf('POST', route, item.post)),
    ...(item.patch === undefined ? [] : callsOf('PATCH', route, item.patch)),
    ...(item.delete === undefined ? [] : callsOf('DELETE', route, item.delete)),
  ]);
}

/**
 * The same calls at the other paths that their operations name in their texts ("Also at `/models`"), with the example
 * parameters; a model in the path is that of the body.
 */
export function aliasCalls(calls: readonly DocumentedCall[]): DocumentedCall[] {
  return calls.flatMap((one) => {
    const [, named = ''] = /Also at (.*)\.$/.exec(one.operation.description ?? '') ?? [];
    return [...named.matchAll(/`([^`]+)`/g)].map(([, alias = '']) => {
      const path = alias.replace(
        /\{(\w+)\}/g,
        (_match, name: string) => modelOf(one) ?? parameterExample(one.operation, name),
      );
      return {
        ...one,
        template: alias,
        path: path + requiredQuery(one.operation),
        name: `${one.method} ${path}`,
      };
    });
  });
}

function modelOf({ body }: DocumentedCall): string | undefined {
  if (typeof body !== 'object' || body === null || !('model' in body)) return undefined;
  return typeof body.model === 'string' ? encodeURIComponent(body.model) : undefined;
}

function callsOf(method: DocumentedCall['method'], route: string, operation: Operation): DocumentedCall[] {
  const path = route.replace(/\{(\w+)\}/g, (_match, name: string) => parameterExample(operation, name));
  const call = { method, route, template: route, path: path + requiredQuery(operation), operation };
  const { requestBody } = operation;
  if (requestBody === undefined) return [{ ...call, name: `${method} ${route}`, body: undefined }];
  // Forms are sent by the tests of their routes (test/passed-routes.e2e-spec.ts).
  if ('content' in requestBody && requestBody.content['multipart/form-data'] !== undefined) return [];
  const media = '$ref' in requestBody ? undefined : requestBody.content['application/json'];
  const { schema, examples = {} } = media ?? {};
  // A body that has one example only may have it in its schema.
  if (schema !== undefined && 'example' in schema) {
    return [{ ...call, name: `${method} ${route}`, body: schema.example as unknown }];
  }
  if (Object.keys(examples).length === 0) throw new Error(`${route} has no example`);
  return Object.entries(examples).map(([name, example]) => ({
    ...call,
    name: `${method} ${route}: ${name}`,
    body: '$ref' in example ? undefined : (example.value as unknown),
  }));
}

/** The query parameters without which a call is refused. */
function requiredQuery(operation: Operation): string {
  const pairs = (operation.parameters ?? []).flatMap((parameter) => {
    if ('$ref' in parameter || parameter.in !== 'query' || parameter.required !== true) return [];
    const { schema } = parameter;
    const [only]: unknown[] = schema !== undefined && 'enum' in schema ? (schema.enum ?? []) : [];
    const value = typeof only === 'string' ? only : parameterExample(operation, parameter.name);
    return [`${parameter.name}=${value}`];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function parameterExample(operation: Operation, name: string): string {
  for (const parameter of operation.parameters ?? []) {
    if ('$ref' in parameter || parameter.name !== name) continue;
    const { schema } = parameter;
    const example: unknown =
      parameter.example ?? (schema && 'example' in schema ? schema.example : undefined);
    if (typeof example === 'string') return encodeURIComponent(example);
  }
  throw new Error(`the parameter ${name} has no example`);
}
