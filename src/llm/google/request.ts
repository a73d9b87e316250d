import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { readChatRequest } from '../canonical/chat-request';
import type { ChatRequest, ResponseFormat, ToolChoice, ToolDefinition } from '../canonical/chat-request';
import { checkParameters, REFUSED_BY_ALL } from '../canonical/parameters';
import type { ParameterRules } from '../canonical/parameters';
import { wrongField } from '../canonical/wrong-field';
import { geminiConversation } from './contents';
import { googleSchema, plainJsonSchema } from './function-schema';
import { thinkingConfig } from './thinking-config';

/** What becomes of the parameters; docs/providers.md has the same list in words. */
const RULES: ParameterRules = {
  mapped: new Set([
    'tools',
    'tool_choice',
    'response_format',
    'stop',
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'top_k',
    'seed',
    'presence_penalty',
    'frequency_penalty',
    'reasoning_effort',
    'modalities',
  ]),
  refused: { ...REFUSED_BY_ALL, logit_bias: [], parallel_tool_calls: [true] },
};

/** Parameters of the same meaning: ours, and the name in `generationConfig`. */
const SAME: readonly (readonly [string, string])[] = [
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['top_k', 'topK'],
  ['seed', 'seed'],
  ['presence_penalty', 'presencePenalty'],
  ['frequency_penalty', 'frequencyPenalty'],
];
const MAX_STOPS = 5;

/**
 * Maps a canonical request to the body of `generateContent`, the same for whole answers and streams.
 * Format: https://ai.google.dev/api/generate-content#request-body
 * @param model the model's name at the provider: what it takes depends on its generation
 * @param strict refuses parameters that would be dropped
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function generateContentBody(body: JsonObject, model: string, strict: boolean): JsonObject {
  checkParameters(body, RULES, strict);
  const request = readChatRequest(body);
  const { systemInstruction, contents } = geminiConversation(request.messages, model);
  const config = generationConfig(request, model, strict);
  return {
    contents,
    ...(systemInstruction === undefined ? {} : { systemInstruction }),
    ...toolFields(request),
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  };
}

function generationConfig(request: ChatRequest, model: string, strict: boolean): JsonObject {
  const { body, stop, maxTokens, responseFormat } = request;
  const config: Record<string, unknown> = {};
  if (maxTokens !== undefined) config['maxOutputTokens'] = maxTokens;
  for (const [ours, theirs] of SAME) {
    if (body[ours] !== undefined && body[ours] !== null) config[theirs] = body[ours];
  }
  if (stop.length > MAX_STOPS)
    throw wrongField('stop', `can hold ${MAX_STOPS} texts at this model's provider`);
  if (stop.length > 0) config['stopSequences'] = stop;
  const modalities = responseModalities(body['modalities']);
  if (modalities !== undefined) config['responseModalities'] = modalities;
  const thinking = thinkingConfig(body['reasoning_effort'], model, strict);
  if (thinking !== undefined) config['thinkingConfig'] = thinking;
  return { ...config, ...responseForm(responseFormat) };
}

function responseForm(format: ResponseFormat | undefined): JsonObject {
  if (format === undefined || format.type === 'text') return {};
  const mimeType = { responseMimeType: 'application/json' };
  if (format.type === 'json_object' || Object.keys(format.schema).length === 0) return mimeType;
  const schema = googleSchema(format.schema);
  return schema === undefined
    ? { ...mimeType, responseJsonSchema: plainJsonSchema(format.schema) }
    : { ...mimeType, responseSchema: schema };
}

/** Text alone is what there is without it. */
function responseModalities(given: unknown): readonly string[] | undefined {
  if (given === undefined || given === null) return undefined;
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  if (list.length === 0 || !list.every((entry) => entry === 'text' || entry === 'image')) {
    throw wrongField('modalities', "can hold text and image at this model's provider");
  }
  return list.includes('image') ? list.map((entry) => entry.toUpperCase()) : undefined;
}

function toolFields({ tools, toolChoice }: ChatRequest): JsonObject {
  if (tools.length === 0) return {};
  return {
    tools: [{ functionDeclarations: tools.map(declaration) }],
    ...(toolChoice === undefined ? {} : { toolConfig: { functionCallingConfig: calling(toolChoice) } }),
  };
}

function declaration({ name, description, parameters }: ToolDefinition): JsonObject {
  return {
    name,
    // The format asks for one.
    description: description ?? '',
    ...(parameters === undefined || takesNothing(parameters) ? {} : parametersField(parameters)),
  };
}

function parametersField(parameters: JsonObject): JsonObject {
  const schema = googleSchema(parameters);
  return schema === undefined
    ? { parametersJsonSchema: plainJsonSchema(parameters) }
    : { parameters: schema };
}

/** An object without properties is refused as parameters. */
function takesNothing({ type, properties, ...others }: JsonObject): boolean {
  const listed = isObject(properties) && Object.keys(properties).length > 0;
  const elsewhere = ['$ref', 'anyOf', 'oneOf', 'allOf'].some((keyword) => others[keyword] !== undefined);
  return (type === undefined || type === 'object') && !listed && !elsewhere;
}

/** https://ai.google.dev/api/caching#FunctionCallingConfig */
function calling(choice: ToolChoice): JsonObject {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  return { mode: { auto: 'AUTO', none: 'NONE', required: 'ANY' }[choice] };
}
