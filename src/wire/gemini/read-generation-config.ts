import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import {
  optionalCount,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
} from '../canonical/field-readers';
import type { Reasoning, ResponseFormat, SettingName, Settings } from '../canonical/settings';
import { wrongField } from '../../errors/invalid-field';
import { responseModalityName, thinkingLevelName } from './enum-names';
import { schemaOfGoogle } from './read-schema';

/** Fields of `generationConfig` with a place in the canonical model, by the setting. */
const FIELDS = {
  maxTokens: 'maxOutputTokens',
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  seed: 'seed',
  candidates: 'candidateCount',
  logprobs: 'responseLogprobs',
  stop: 'stopSequences',
  responseFormat: 'responseSchema',
  reasoning: 'thinkingConfig',
  modalities: 'responseModalities',
} as const satisfies Partial<Record<SettingName, string>>;

/** How many alternatives are told for each token. */
const LOGPROBS = 'logprobs';
const NAMES: Settings['names'] = {
  ...Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, `generationConfig.${field}`])),
  safety: 'safetySettings',
  serviceTier: 'serviceTier',
};
const READ: ReadonlySet<string> = new Set([
  ...Object.values(FIELDS),
  ...['responseMimeType', 'responseJsonSchema', '_responseJsonSchema', 'responseFormat'],
]);
/**
 * Reads `generationConfig`. What has no place in the canonical model is the caller's own, by its path.
 * Format: https://ai.google.dev/api/generate-content#generationconfig
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function readGenerationConfig(given: JsonObject): Settings {
  const config = inCamelCase(given);
  const at = (name: string): string => `generationConfig.${name}`;
  const number = (name: string): number | undefined => optionalNumber(config[name], at(name));
  const { format, unread } = readFormat(config);
  const candidates = optionalCount(config[FIELDS.candidates], at(FIELDS.candidates));
  const wantsLogprobs = optionalFlag(config[FIELDS.logprobs], at(FIELDS.logprobs)) === true;
  const own = Object.entries(config).filter(
    ([name]) => unread.includes(name) || !(READ.has(name) || (wantsLogprobs && name === LOGPROBS)),
  );
  return {
    maxTokens: optionalCount(config[FIELDS.maxTokens], at(FIELDS.maxTokens)),
    temperature: number(FIELDS.temperature),
    topP: number(FIELDS.topP),
    topK: number(FIELDS.topK),
    presencePenalty: number(FIELDS.presencePenalty),
    frequencyPenalty: number(FIELDS.frequencyPenalty),
    seed: config[FIELDS.seed] ?? undefined,
    stop: readStops(config[FIELDS.stop], at(FIELDS.stop)),
    candidates: candidates === 1 ? undefined : candidates,
    logprobs: wantsLogprobs ? (number(LOGPROBS) ?? 0) : undefined,
    responseFormat: format,
    reasoning: readThinking(config[FIELDS.reasoning], at(FIELDS.reasoning)),
    modalities: readModalities(config[FIELDS.modalities]),
    own: Object.fromEntries(own.map(([name, value]) => [at(name), value])),
    names: NAMES,
  };
}

function readStops(given: unknown, at: string): readonly string[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw wrongField(at, 'must be a list of texts');
  const stops = given.filter((stop) => typeof stop === 'string' && stop !== '');
  return stops.length === 0 ? undefined : stops;
}

/** The form of the answer, and the fields about it that say what has no counterpart (`text/x.enum`). */
interface ReadFormat {
  readonly format: ResponseFormat | undefined;
  readonly unread: readonly string[];
}

const JSON_TYPE = 'application/json';
const SCHEMAS = ['responseSchema', 'responseJsonSchema', '_responseJsonSchema'];

const JSON_TYPES: ReadonlySet<unknown> = new Set([JSON_TYPE, 'APPLICATION_JSON']);
const TEXT_TYPES: ReadonlySet<unknown> = new Set(['text/plain', 'TEXT_PLAIN', undefined]);

function readFormat(config: JsonObject): ReadFormat {
  const { responseFormat: given } = config;
  const list: readonly unknown[] = isObject(given) ? [given] : Array.isArray(given) ? given : [];
  if (list.length === 0) return readMimeType(config);
  // The form of a text; pictures and sounds have no form elsewhere.
  const only = list.length === 1 ? list[0] : undefined;
  const text = isObject(only) && Object.keys(only).length === 1 ? only['text'] : undefined;
  const { mimeType, schema } = isObject(text) ? inCamelCase(text) : { mimeType: given };
  if (TEXT_TYPES.has(mimeType)) return { format: undefined, unread: [] };
  if (!JSON_TYPES.has(mimeType)) return { format: undefined, unread: ['responseFormat'] };
  return { format: isObject(schema) ? jsonSchema(schema) : { type: 'json_object' }, unread: [] };
}

function jsonSchema(schema: JsonObject): ResponseFormat {
  return { type: 'json_schema', name: 'response', description: undefined, schema, strict: undefined };
}

/** The fields that `responseFormat` replaces. */
function readMimeType(config: JsonObject): ReadFormat {
  const said = optionalText(config['responseMimeType'], 'generationConfig.responseMimeType');
  const schemas = SCHEMAS.filter(
    (name) => optionalObject(config[name], `generationConfig.${name}`) !== undefined,
  );
  // A schema alone can only be meant for JSON.
  const mimeType = said ?? (schemas.length > 0 ? JSON_TYPE : 'text/plain');
  if (mimeType === 'text/plain') return { format: undefined, unread: schemas };
  if (mimeType !== JSON_TYPE) return { format: undefined, unread: ['responseMimeType', ...schemas] };
  const plain = config['responseJsonSchema'] ?? config['_responseJsonSchema'];
  const google = config['responseSchema'];
  const schema = isObject(plain) ? plain : isObject(google) ? schemaOfGoogle(google) : undefined;
  if (schema === undefined) return { format: { type: 'json_object' }, unread: [] };
  return { format: jsonSchema(schema), unread: [] };
}

/** Format: https://ai.google.dev/gemini-api/docs/thinking */
function readThinking(given: unknown, at: string): Reasoning | undefined {
  if (!isObject(given)) return undefined;
  const config = inCamelCase(given);
  const budget = optionalNumber(config['thinkingBudget'], `${at}.thinkingBudget`);
  const level = optionalText(
    thinkingLevelName(config['thinkingLevel']),
    `${at}.thinkingLevel`,
  )?.toLowerCase();
  const effort = level === undefined || level.endsWith('unspecified') ? undefined : level;
  const visible = optionalFlag(config['includeThoughts'], `${at}.includeThoughts`);
  // That no thoughts are to be shown does not ask for any: other providers' models think where they are told to.
  if (budget === undefined && effort === undefined && visible !== true) return undefined;
  if (effort !== undefined) return { effort, visible };
  return budget === undefined || budget < 0
    ? { adaptive: true, visible }
    : { budgetTokens: budget, visible, ...(budget === 0 ? { effort: 'none' } : {}) };
}

function readModalities(given: unknown): readonly string[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const names = given
    .map(responseModalityName)
    .filter((name) => name !== undefined)
    .map((name) => name.toLowerCase());
  return names.length === 0 || (names.length === 1 && names[0] === 'text') ? undefined : names;
}

/** Names as protobuf's JSON also takes them: `max_output_tokens` for `maxOutputTokens`. */
function inCamelCase(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/(?<=[a-z0-9])_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
