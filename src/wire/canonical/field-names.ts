import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, FunctionTool, Tool, Turn } from './canonical-request';
import type { ContentPart } from './content-part';
import { FittedNames } from './fitted-names';
import type { NameForm } from './fitted-names';
import { flatSchema } from './flat-schema';
import { RenamedFields } from './renamed-fields';

/** Names by the ones that they represent, or that represent them. */
export type Names = ReadonlyMap<string, string>;

/** A request whose tools have arguments with names that the provider takes. */
export interface FittedFields {
  readonly request: CanonicalRequest;
  /** Of each tool that has other ones, by its name: the caller's names by those that go instead. */
  readonly callersFields: ReadonlyMap<string, Names> | undefined;
}

/**
 * Gives the arguments of tools, their examples and the calls of earlier answers names that the provider takes; it looks at the
 * fields at the top alone.
 */
export function fitFieldNames(request: CanonicalRequest, form: NameForm): FittedFields {
  const fitted = new Map<string, Names>();
  const tools = request.tools.map((tool): Tool => {
    if (tool.kind !== 'function' || tool.parameters === undefined) return tool;
    const parameters = flatSchema(tool.parameters);
    const names = fittedIn(parameters, form);
    if (names.size === 0) return tool;
    fitted.set(tool.name, names);
    return renamedTool(tool, parameters, names);
  });
  if (fitted.size === 0) return { request, callersFields: undefined };
  const turns = request.turns.map((turn): Turn => {
    return { ...turn, parts: turn.parts.map((part) => renamedCall(part, fitted)) };
  });
  const callersFields = new Map([...fitted].map(([tool, names]) => [tool, turned(names)]));
  return { request: { ...request, tools, turns }, callersFields };
}

/** A schema, nothing combined at its top, with fields that have names that the provider takes. */
export interface FittedSchema {
  readonly schema: JsonObject;
  /** The caller's names by those that go instead; undefined where all go as they are. */
  readonly callersFields: Names | undefined;
}

export function fitFieldsOf(given: JsonObject, form: NameForm): FittedSchema {
  const schema = flatSchema(given);
  const names = fittedIn(schema, form);
  return names.size === 0
    ? { schema, callersFields: undefined }
    : { schema: renamedSchema(schema, names), callersFields: turned(names) };
}

/** The names that do not fit, and what goes instead of each. */
function fittedIn({ properties }: JsonObject, form: NameForm): Names {
  const names = isObject(properties) ? Object.keys(properties) : [];
  const others = names.filter((name) => !form.fits.test(name));
  if (others.length === 0) return new Map();
  const fitted = new FittedNames(form);
  // Names that fit are taken first, and so they stay.
  for (const name of names) if (form.fits.test(name)) fitted.of(name);
  return new Map(others.map((name) => [name, fitted.of(name)]));
}

function renamedTool(tool: FunctionTool, parameters: JsonObject, names: Names): FunctionTool {
  const { input_examples: examples } = tool.own;
  return {
    ...tool,
    parameters: renamedSchema(parameters, names),
    own: Array.isArray(examples)
      ? {
          ...tool.own,
          input_examples: examples.map((one: unknown) => (isObject(one) ? renamed(one, names) : one)),
        }
      : tool.own,
  };
}

function renamedSchema(schema: JsonObject, names: Names): JsonObject {
  const { properties, required } = schema;
  const rename = (name: unknown): unknown => (typeof name === 'string' ? (names.get(name) ?? name) : name);
  return {
    ...schema,
    ...(isObject(properties) ? { properties: renamed(properties, names) } : {}),
    ...(Array.isArray(required) ? { required: required.map(rename) } : {}),
  };
}

function renamed(object: JsonObject, names: Names): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]));
}

function renamedCall(part: ContentPart, fitted: ReadonlyMap<string, Names>): ContentPart {
  const names = part.kind === 'tool_call' && part.tool === 'function' ? fitted.get(part.name) : undefined;
  if (part.kind !== 'tool_call' || names === undefined) return part;
  const fields = new RenamedFields(names);
  return { ...part, input: fields.take(part.input) + fields.end() };
}

function turned(names: Names): Names {
  return new Map([...names].map(([name, other]) => [other, name]));
}
