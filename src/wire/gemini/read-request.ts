import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, Tool, ToolChoice, Turn } from '../canonical/canonical-request';
import type { ContentPart } from '../canonical/content-part';
import {
  anyText,
  neededObject,
  neededText,
  objectList,
  optionalObject,
  optionalText,
} from '../canonical/field-readers';
import { wrongField } from '../../errors/invalid-field';
import type { PartSeal } from '../canonical/part-seal';
import { CallIds } from '../canonical/call-ids';
import { callingModeName } from './enum-names';
import { schemaOfGoogle } from './read-schema';
import { withWholeAnswers } from './model-turns';
import { readGenerationConfig } from './read-generation-config';
import { readTier } from './service-tier';
import { readParts } from './read-parts';
import type { PartContext } from './read-parts';

/** Fields of a request with a place in the canonical model; all others are the caller's own. */
const READ: ReadonlySet<string> = new Set([
  ...['model', 'contents', 'systemInstruction', 'system_instruction', 'tools', 'toolConfig', 'tool_config'],
  ...[
    'generationConfig',
    'generation_config',
    'safetySettings',
    'safety_settings',
    'serviceTier',
    'service_tier',
  ],
]);

/**
 * Reads the body of `generateContent`. Names of fields may be in camel case or, as protobuf's JSON allows, in snake case.
 * Format: https://ai.google.dev/api/generate-content#request-body
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function readGeminiRequest(body: JsonObject, seal: PartSeal): CanonicalRequest {
  const others: Record<string, unknown> = {};
  const context = { ids: new CallIds(), seal, others };
  const instruction = body['systemInstruction'] ?? body['system_instruction'];
  const turns = listed(body['contents'], 'contents').map((content, index) =>
    readContent(content, `contents.${index}`, context),
  );
  const config = optionalObject(body['generationConfig'] ?? body['generation_config'], 'generationConfig');
  const safety = body['safetySettings'] ?? body['safety_settings'];
  const { own, ...settings } = readGenerationConfig(config ?? {});
  for (const [name, value] of Object.entries(body)) if (!READ.has(name)) others[name] = value;
  return {
    turns: [
      ...(instruction === undefined || instruction === null ? [] : [readInstruction(instruction)]),
      ...withWholeAnswers(turns),
    ],
    tools: readTools(body['tools'], others),
    toolChoice: readToolChoice(body['toolConfig'] ?? body['tool_config'], others),
    settings: {
      ...settings,
      // An empty list says nothing.
      ...(Array.isArray(safety) && safety.length > 0 ? { safety: safety.filter(isObject) } : {}),
      serviceTier: readTier(optionalText(body['serviceTier'] ?? body['service_tier'], 'serviceTier')),
      own: { ...own, ...others },
    },
  };
}

function readInstruction(given: unknown): Turn {
  const at = 'systemInstruction';
  if (typeof given === 'string') {
    return { role: 'instructions', parts: [{ kind: 'text', text: given, at }], at };
  }
  const { parts } = neededObject(given, at);
  const texts = listed(parts, `${at}.parts`).map((part, index): ContentPart => {
    const place = `${at}.parts.${index}`;
    return { kind: 'text', text: anyText(part['text'], `${place}.text`), at: place };
  });
  return { role: 'instructions', parts: texts, at };
}

function readContent(content: JsonObject, at: string, context: PartContext): Turn {
  const role = content['role'] ?? '';
  const isModel = role === 'model';
  if (!isModel && role !== '' && role !== 'user' && role !== 'function') {
    throw wrongField(`${at}.role`, 'must be user or model');
  }
  const parts = listed(content['parts'], `${at}.parts`);
  return {
    role: isModel ? 'assistant' : 'user',
    parts: readParts(parts, `${at}.parts`, context),
    at,
  };
}

/**
 * A list may be one object without a list around it, as Google takes it.
 * Example: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
 */
function listed(parts: unknown, at: string): JsonObject[] {
  if (parts === undefined || parts === null) return [];
  return objectList(isObject(parts) ? [parts] : parts, at);
}

/** What has no place in the canonical model, by its path. */
type Others = Record<string, unknown>;

function readTools(given: unknown, others: Others): Tool[] {
  return listed(given, 'tools').flatMap((entry, index) => readTool(entry, `tools.${index}`, others));
}

/** An entry holds functions, or one of the tools that Google runs (`googleSearch`, `codeExecution`). */
function readTool(entry: JsonObject, at: string, others: Others): Tool[] {
  const { functionDeclarations, function_declarations: snake, ...rest } = entry;
  const functions = functionDeclarations ?? snake;
  const tools: Tool[] =
    functions === undefined || functions === null
      ? []
      : listed(functions, `${at}.functionDeclarations`).map((declared, index) =>
          readFunction(declared, `${at}.functionDeclarations.${index}`, others),
        );
  const own = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  if (own.length > 0) tools.push({ kind: 'provider', maker: 'google', value: Object.fromEntries(own), at });
  return tools;
}

/** Fields of a declaration that are read; an answer's schema and the like have no counterpart elsewhere. */
const DECLARED: ReadonlySet<string> = new Set([
  ...['name', 'description', 'parameters', 'parametersJsonSchema', 'parameters_json_schema'],
]);

function readFunction(declared: JsonObject, at: string, others: Others): Tool {
  for (const [name, value] of Object.entries(declared)) {
    if (!DECLARED.has(name)) others[`${at}.${name}`] = value;
  }
  const schema = declared['parametersJsonSchema'] ?? declared['parameters_json_schema'];
  const parameters = optionalObject(declared['parameters'], `${at}.parameters`);
  const description = optionalText(declared['description'], `${at}.description`);
  return {
    kind: 'function',
    name: neededText(declared['name'], `${at}.name`),
    description: description === '' ? undefined : description,
    parameters: isObject(schema) ? schema : parameters === undefined ? undefined : schemaOfGoogle(parameters),
    strict: undefined,
    own: {},
    at,
  };
}

/** Fields that are read, in both ways of writing. */
const CALLING: ReadonlySet<string> = new Set(['mode', 'allowedFunctionNames', 'allowed_function_names']);

/** Format: https://ai.google.dev/api/caching#FunctionCallingConfig */
function readToolChoice(given: unknown, others: Others): ToolChoice | undefined {
  const {
    functionCallingConfig,
    function_calling_config: snake,
    ...rest
  } = optionalObject(given, 'toolConfig') ?? {};
  for (const [name, value] of Object.entries(rest)) others[`toolConfig.${name}`] = value;
  const calling = functionCallingConfig ?? snake;
  if (!isObject(calling)) return undefined;
  for (const [name, value] of Object.entries(calling))
    if (!CALLING.has(name) && value !== false) others[`toolConfig.functionCallingConfig.${name}`] = value;
  const allowed = calling['allowedFunctionNames'] ?? calling['allowed_function_names'];
  const names = Array.isArray(allowed) ? allowed.filter((name) => typeof name === 'string') : [];
  const [only] = names;
  const at = 'toolConfig.functionCallingConfig.mode';
  const mode = optionalText(callingModeName(calling['mode']), at)?.toUpperCase();
  switch (mode) {
    case 'NONE':
      return { mode: 'none' };
    case 'ANY':
      if (names.length === 1 && only !== undefined) return { mode: 'named', name: only };
      return names.length > 0
        ? { mode: 'allowed', names: new Set(names), required: true }
        : { mode: 'required' };
    case 'AUTO':
    case 'VALIDATED':
      if (names.length > 0) return { mode: 'allowed', names: new Set(names), required: false };
      return mode === 'VALIDATED' ? { mode: 'auto', validated: true } : { mode: 'auto' };
    case undefined:
    case 'MODE_UNSPECIFIED':
      return undefined;
    default:
      throw wrongField(at, 'must be AUTO, ANY, NONE or VALIDATED');
  }
}
