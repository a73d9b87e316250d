/**
 * What is required of answers and of stream events at a door, from the types of the provider's own package. Those are generated
 * from the documents that the providers publish: OpenAI's https://github.com/openai/openai-openapi, and Anthropic's API reference
 * (https://docs.claude.com/en/api/messages).
 */
import { join } from 'node:path';
import Ajv from 'ajv';
import ts from 'typescript';

type Schema = Readonly<Record<string, unknown>>;

/** Where a wire's types are. */
interface PublishedTypes {
  /** Below node_modules. */
  readonly file: string;
  readonly whole: string;
  /** One type, or a union of types that `type` tells apart. */
  readonly events: string;
}

const PUBLISHED = {
  responses: {
    file: 'openai/resources/responses/responses.d.ts',
    whole: 'Response',
    events: 'ResponseStreamEvent',
  },
  chat: {
    file: 'openai/resources/chat/completions/completions.d.ts',
    whole: 'ChatCompletion',
    events: 'ChatCompletionChunk',
  },
  messages: {
    file: '@anthropic-ai/sdk/resources/messages/messages.d.ts',
    whole: 'Message',
    events: 'RawMessageStreamEvent',
  },
} as const satisfies Record<string, PublishedTypes>;

/** What the packages add to an answer. */
const OF_THE_PACKAGE: ReadonlySet<string> = new Set(['output_text', '_request_id']);
/** Required by the types, and left out by the provider itself where there is nothing to say: clients take null for a fault. */
const LEFT_OUT: ReadonlySet<string> = new Set(['citations', 'caller']);
/** Where a validator finds all types of a wire: one that is used by several events is compiled once. */
const TYPES = 'types';
/** The name of the schema of whole answers. */
const WHOLE = 'answer';
/** The name of the schema of events that have no `type`. */
const ANY_EVENT = 'event';

const pathOf = ({ file }: PublishedTypes): string => join(process.cwd(), 'node_modules', file);

/** Without the types of browsers, which no answer has: they are longer than all others. */
const READ: ts.CompilerOptions = { strict: true, skipLibCheck: true, types: [], lib: ['lib.es5.d.ts'] };

function readTypes(): ts.Program {
  const files = ts.createCompilerHost(READ);
  // What is said about types is half of the text.
  files.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  return ts.createProgram(Object.values(PUBLISHED).map(pathOf), READ, files);
}

/** Of all wires: what they have in common, such as the language's own types, is read once. */
let program: ts.Program | undefined;

/** Turns types into JSON Schema, each named type once. */
class SchemaWriter {
  readonly definitions: Record<string, Schema> = {};
  readonly #names = new Map<ts.Type, string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  of(type: ts.Type): Schema {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral)
      return { const: this.checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.isUnion()) {
      const members = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
      return { anyOf: members.map((member) => this.of(member)) };
    }
    // `string & {}`: any text, with some that an editor proposes.
    if (type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String)) {
      return { type: 'string' };
    }
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: item === undefined ? {} : this.of(item) };
    }
    return this.#named(type);
  }

  #named(type: ts.Type): Schema {
    let name = this.#names.get(type);
    if (name === undefined) {
      name = `t${this.#names.size}`;
      this.#names.set(type, name);
      this.definitions[name] = this.#object(type);
    }
    return { $ref: `#/definitions/${name}` };
  }

  #object(type: ts.Type): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      const { name } = property;
      if (OF_THE_PACKAGE.has(name)) continue;
      properties[name] = this.of(this.checker.getTypeOfSymbol(property));
      if (!(property.flags & ts.SymbolFlags.Optional) && !LEFT_OUT.has(name)) required.push(name);
    }
    return { type: 'object', properties, required };
  }
}

/** Holds answers and events of a wire against the published schema. */
export class PublishedSchema {
  readonly #ajv = new Ajv({ strict: false, validateSchema: false });
  /** Names of what is known: the whole answer, and kinds of events. */
  readonly #known: ReadonlySet<string>;

  constructor(wire: keyof typeof PUBLISHED) {
    const types: PublishedTypes = PUBLISHED[wire];
    const file = pathOf(types);
    program ??= readTypes();
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} cannot be read`);
    const writer = new SchemaWriter(checker);
    const exported = (name: string): ts.Type => {
      const symbol = checker.getExportsOfModule(module).find((one) => one.name === name);
      if (symbol === undefined) throw new Error(`${file} has no ${name}`);
      return checker.getDeclaredTypeOfSymbol(symbol);
    };
    const schemas = new Map([[WHOLE, writer.of(exported(types.whole))]]);
    const events = exported(types.events);
    for (const event of events.isUnion() ? events.types : [events]) {
      const property = event.getProperty('type');
      const kind = property && checker.getTypeOfSymbol(property);
      schemas.set(kind?.isStringLiteral() === true ? kind.value : ANY_EVENT, writer.of(event));
    }
    this.#known = new Set(schemas.keys());
    const definitions = { ...writer.definitions, ...Object.fromEntries(schemas) };
    this.#ajv.addSchema({ definitions }, TYPES);
  }

  /** The types of events that are known. */
  get events(): number {
    return this.#known.size - 1;
  }

  /** What is wrong with a whole answer; undefined for nothing. */
  flawOf(answer: unknown): string | undefined {
    return this.#flaw(WHOLE, answer);
  }

  /** What is wrong with an event; undefined for nothing. */
  flawOfEvent(event: { readonly type?: unknown }): string | undefined {
    return this.#flaw(this.#known.has(ANY_EVENT) ? ANY_EVENT : String(event.type), event);
  }

  #flaw(name: string, value: unknown): string | undefined {
    const validate = this.#known.has(name) ? this.#ajv.getSchema(`${TYPES}#/definitions/${name}`) : undefined;
    if (validate === undefined) return `${name} is not in the schema`;
    if (validate(value)) return undefined;
    const errors = validate.errors ?? [];
    const deepest = Math.max(...errors.map(({ instancePath }) => instancePath.split('/').length));
    const told = errors.filter(({ instancePath }) => instancePath.split('/').length >= deepest - 1);
    return `${name}: ${told
      .slice(0, 6)
      .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
      .join('; ')}`;
  }
}
