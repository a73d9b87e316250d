import Ajv from 'ajv';
import type { ValidateFunction } from 'ajv';
import { get } from '../callers/chat-request';
import type { Gateway } from '../service/gateway';

type JsonObject = Readonly<Record<string, unknown>>;

const DOCUMENT = 'openapi';

/** Holds what the service answers against the OpenAPI document that it publishes. */
export class OpenApiValidator {
  // OpenAPI's own keywords (example, discriminator, xml, …) are not JSON Schema's.
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  /** @param document the parsed openapi.json */
  constructor(private readonly document: JsonObject) {
    this.#ajv.addSchema(withNull(document) as JsonObject, DOCUMENT);
  }

  /** Reads the document from a running service. */
  static async of(gateway: Gateway): Promise<OpenApiValidator> {
    const { status, json } = await get(gateway, '/openapi.json', { key: null });
    if (status !== 200) throw new Error(`/openapi.json answered ${status}`);
    return new OpenApiValidator(asObject(json, 'the document'));
  }

  /**
   * Validates a response body.
   * @param path as documented or as called: `/v1/models/{id}` or `/v1/models/gpt-4o`
   * @throws Error when route, method, status or schema are not documented, or the body does not fit
   */
  response(
    method: string,
    path: string,
    status: number,
    body: unknown,
    contentType = 'application/json',
  ): void {
    const paths = asObject(this.document['paths'], 'paths');
    const route = [path, ...Object.keys(paths)].find((known) => known in paths && matches(known, path));
    if (route === undefined) throw new Error(`${path} is not documented`);
    const name = `${method.toUpperCase()} ${route} ${status}`;
    const pointer = ['paths', route, method.toLowerCase(), 'responses', String(status)];
    const response = this.#resolve(pointer, name);
    this.#validate([...response, 'content', contentType, 'schema'], body, name);
  }

  /** Validates a value against a schema of `components.schemas`. @throws Error as {@link response} */
  schema(name: string, value: unknown): void {
    this.#validate(['components', 'schemas', name], value, name);
  }

  /** Follows the one `$ref` that a response may be. */
  #resolve(pointer: readonly string[], name: string): readonly string[] {
    const ref = asObject(this.#at(pointer, name), name)['$ref'];
    if (typeof ref !== 'string') return pointer;
    return ref
      .slice('#/'.length)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }

  #validate(pointer: readonly string[], value: unknown, name: string): void {
    this.#at(pointer, name);
    const key = pointer
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = this.#compiled.get(key) ?? this.#ajv.compile({ $ref: `${DOCUMENT}#/${key}` });
    this.#compiled.set(key, validate);
    if (validate(value)) return;
    const reasons = this.#ajv.errorsText(validate.errors, { separator: '\n  ', dataVar: '' });
    throw new Error(`not as documented (${name}):\n  ${reasons}\n${JSON.stringify(value, null, 2)}`);
  }

  #at(pointer: readonly string[], name: string): unknown {
    let value: unknown = this.document;
    for (const part of pointer) {
      const parent = asObject(value, name);
      if (!Object.hasOwn(parent, part))
        throw new Error(`${name} is not documented: there is no ${pointer.join(' > ')}`);
      value = parent[part];
    }
    return value;
  }
}

function matches(template: string, path: string): boolean {
  const parts = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return template === path || new RegExp(`^${parts.join('.+')}$`).test(path);
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema has a type `null`. */
function withNull(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withNull);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as JsonObject;
  const mapped = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withNull(value)]));
  if (nullable === true) return { anyOf: [mapped, { type: 'null' }] };
  return nullable === undefined ? mapped : { ...mapped, nullable: withNull(nullable) };
}

function asObject(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new Error(`${what} is no object`);
}
