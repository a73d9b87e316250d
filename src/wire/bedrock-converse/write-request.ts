import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { sentThinking } from '../anthropic-messages/bound-thinking';
import { isRecursive, outputSchema } from '../anthropic-messages/output-schema';
import type { CanonicalRequest } from '../canonical/canonical-request';
import type { Names } from '../canonical/field-names';
import type { Maker } from '../canonical/content-part';
import { checkSettings, DroppedSettings } from '../canonical/setting-rules';
import type { ResponseFormat } from '../canonical/settings';
import { dropUnplaced, withoutCacheMarks } from '../canonical/unplaced';
import type { Places } from '../canonical/unplaced';
import { choiceWithoutSearch } from '../canonical/web-search';
import type { Target, Written } from '../canonical/written';
import { withoutLifetimes } from './cache-lifetimes';
import { modelTraits } from './model-traits';
import { THINKING_TOKENS } from './usage';
import type { ModelTraits } from './traits';
import { reasoningFields } from './reasoning';
import { ownFields, plainSettings, settingRules, withoutLimits } from './setting-rules';
import { answerToolOf, searchesWeb, toolSettings, usableTools } from './write-tools';
import type { AnswerTool } from './write-tools';
import { writeTurns } from './write-turns';
import type { ConverseMessage } from './write-turns';

/** A request of Converse or ConverseStream, and what has to be known when its answer is read. */
export interface WrittenConverse extends Written {
  /** The tool whose arguments are the answer's content; see write-tools.ts. */
  readonly answerTool: string | undefined;
  /** The caller's names of its fields by those that the model got, where it does not take the caller's. */
  readonly answerFields: Names | undefined;
  /** Tools that the caller declared as custom ones: their calls are calls of custom tools. */
  readonly customTools: ReadonlySet<string>;
  /** Whose signatures the answer holds. */
  readonly maker: Maker;
  /** Whether a guardrail is to tell what it found. */
  readonly traced: boolean;
}

interface Unbound {
  readonly messages: readonly ConverseMessage[];
  readonly fields: JsonObject;
  readonly betas: readonly string[];
}

/** What asks for `json_object`, which the API has no field for. */
const JSON_OBJECT_WANTED: JsonObject = {
  text: 'Answer with one valid JSON object and nothing else: no code fence, and no text before or after it.',
};

/**
 * Writes a request of the Converse API.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 * @throws GatewayError INVALID_REQUEST naming the field that cannot be mapped
 */
export function writeConverseRequest(asked: CanonicalRequest, target: Target): WrittenConverse {
  const { settings } = asked;
  const { own, responseFormat: format } = settings;
  const dropped = new DroppedSettings(settings, target.strict);
  const traits = modelTraits(target.model);
  checkSettings(settings, settingRules(traits), dropped);
  const { cacheMarks } = traits;
  const request = cacheMarks === 'none' || traits.cacheLifetimes ? asked : withoutLifetimes(asked, dropped);
  dropUnplaced(request, placesOf(traits), dropped);
  const given = cacheMarks === 'none' ? withoutCacheMarks(request.turns) : request.turns;
  const { system, messages: said, toolsCalled, toolRound } = writeTurns(given, traits, dropped);
  const choice = choiceWithoutSearch(request.tools, request.toolChoice, dropped);
  const usable = usableTools(request.tools, choice, traits, dropped);
  const native = isNative(format, traits);
  const answerTool: AnswerTool | undefined =
    format?.type === 'json_schema' && !native ? answerToolOf(format, usable) : undefined;
  const singleCalls = settings.parallelToolCalls === false;
  const tools = toolSettings({
    tools: usable,
    choice,
    singleCalls,
    answerTool,
    toolsCalled,
    traits,
    dropped,
    searches: searchesWeb(request, traits, dropped),
  });
  const reasoning = reasoningFields(settings, {
    traits,
    forcedTool: tools.forced,
    toolRound,
    prefilled: said.at(-1)?.role === 'assistant',
    dropped,
  });
  const { messages, fields, betas } = unbound(said, reasoning.fields, traits);
  const fitting = reasoning.limitsItself ? withoutLimits(settings, dropped) : settings;
  const plain = plainSettings(fitting, traits, reasoning.claudeThinks, dropped);
  const instructions = format?.type === 'json_object' ? [...system, JSON_OBJECT_WANTED] : [...system];
  if (!traits.instructions) messages[0]?.content.unshift(...instructions.splice(0));
  const additional = {
    ...fields,
    ...plain.additional,
    ...(tools.claudeChoice === undefined ? {} : { tool_choice: tools.claudeChoice }),
    ...anthropicBetas(target.betas, betas, traits),
    ...(isObject(own['additionalModelRequestFields']) ? own['additionalModelRequestFields'] : {}),
  };
  return {
    body: {
      messages,
      ...(instructions.length === 0 ? {} : { system: instructions }),
      ...(isEmpty(plain.inferenceConfig) ? {} : { inferenceConfig: plain.inferenceConfig }),
      ...(tools.toolConfig === undefined ? {} : { toolConfig: tools.toolConfig }),
      ...(native ? { outputConfig: outputConfig(format) } : {}),
      ...(isEmpty(additional) ? {} : { additionalModelRequestFields: additional }),
      ...(reasoning.claudeThinks ? { additionalModelResponseFieldPaths: [THINKING_TOKENS] } : {}),
      ...ownFields(settings, dropped),
    },
    dropped: dropped.names,
    answerTool: answerTool?.name,
    answerFields: answerTool?.callersFields,
    customTools: new Set(usable.flatMap((tool) => (tool.kind === 'custom' ? [tool.name] : []))),
    maker: traits.maker,
    traced: isTraced(own),
  };
}

/** Values: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailConfiguration.html */
function isTraced({ guardrailConfig: guardrail }: JsonObject): boolean {
  return isObject(guardrail) && /^enabled/.test(String(guardrail['trace']));
}

function placesOf({ cacheMarks, family }: ModelTraits): Places {
  const resultErrors = family === 'claude' || family === 'nova';
  return { maker: 'bedrock', cacheMarks: cacheMarks !== 'none', documentNotes: true, resultErrors };
}

/** Whether the form of the answer is kept by structured output, which does not take a schema that refers to itself. */
function isNative(
  format: ResponseFormat | undefined,
  { structuredOutput, family }: ModelTraits,
): format is Extract<ResponseFormat, { type: 'json_schema' }> {
  return (
    format?.type === 'json_schema' &&
    // The others cannot be made to call the tool that represents it.
    (format.strict === true || family !== 'claude') &&
    structuredOutput &&
    !isRecursive(format.schema)
  );
}

/** Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_OutputFormat.html */
function outputConfig(format: Extract<ResponseFormat, { type: 'json_schema' }>): JsonObject {
  const { name, description, schema } = format;
  const jsonSchema = {
    name,
    ...(description === undefined ? {} : { description }),
    schema: JSON.stringify(outputSchema(schema)),
  };
  return { textFormat: { type: 'json_schema', structure: { jsonSchema } } };
}

/** Earlier reasoning of Claude's, and the fields that ask for more; see `sentThinking`. */
function unbound(said: readonly ConverseMessage[], fields: JsonObject, { claude }: ModelTraits): Unbound {
  if (claude === undefined) return { messages: said, fields, betas: [] };
  const asked = isObject(fields['thinking']) ? fields['thinking'] : undefined;
  const isThinking = (block: JsonObject): boolean => 'reasoningContent' in block;
  const { thinking, turns, betas } = sentThinking({ asked, turns: said, traits: claude, isThinking });
  return { messages: turns, fields: thinking === undefined ? fields : { ...fields, thinking }, betas };
}

/** Claude's betas are a field here, not a header. */
function anthropicBetas(
  header: string | undefined,
  own: readonly string[],
  { family }: ModelTraits,
): JsonObject {
  const given = (header ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const names = [...new Set([...given, ...own])];
  return family === 'claude' && names.length > 0 ? { anthropic_beta: names } : {};
}

function isEmpty(fields: JsonObject): boolean {
  return Object.keys(fields).length === 0;
}
