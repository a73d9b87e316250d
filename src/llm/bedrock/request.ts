import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { readChatRequest } from '../canonical/chat-request';
import type { ResponseFormat } from '../canonical/chat-request';
import { checkParameters } from '../canonical/parameters';
import { outputSchema } from '../../wire/anthropic-messages/output-schema';
import { GatewayError } from '../../errors/gateway-error';
import { converseMessages } from './messages';
import { modelTraits } from './model-traits';
import type { ModelTraits } from './model-traits';
import { mapParameters, ownFields, parameterRules } from './parameters';
import { reasoningSettings } from './reasoning';
import { answerToolName, toolSettings } from './tools';
import type { AnswerTool } from './tools';

/** A request of Converse or ConverseStream, and what has to be known of it when the answer is read. */
export interface ConverseRequest {
  readonly body: JsonObject;
  /** The tool whose arguments are the answer's content; see tools.ts. */
  readonly answerTool: string | undefined;
}

/** What the mapping takes besides the canonical request. */
export interface ConverseOptions {
  /** The model's id or ARN. */
  readonly model: string;
  /** The caller's `anthropic-beta` header. */
  readonly betas: string | undefined;
  /** See `AdapterSettings.strictParams`. */
  readonly strictParams: boolean;
}

/** What asks for `json_object`, which the API has no field for. */
const JSON_OBJECT_WANTED: JsonObject = {
  text: 'Answer with one valid JSON object and nothing else: no code fence, and no text before or after it.',
};

/**
 * Maps a canonical request.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 * @throws GatewayError INVALID_REQUEST naming the field that cannot be mapped
 */
export function converseRequest(asked: JsonObject, options: ConverseOptions): ConverseRequest {
  const chat = readChatRequest(asked);
  const traits = modelTraits(options.model);
  const { system, messages, toolsCalled, toolRound } = converseMessages(chat.messages, traits);
  const format = chat.responseFormat;
  const native = format?.type === 'json_schema' && format.strict === true && traits.structuredOutput;
  const answerTool: AnswerTool | undefined =
    format?.type === 'json_schema' && !native ? { name: answerToolName(chat.tools), format } : undefined;
  const tools = toolSettings(chat, answerTool, toolsCalled, traits);
  const drop = refuseDropped(options.strictParams);
  checkParameters(asked, parameterRules(traits), options.strictParams);
  const reasoning = reasoningSettings(chat, { traits, forcedTool: tools.forced, toolRound, drop });
  const parameters = mapParameters(chat, traits, reasoning.claudeThinks, drop);
  const instructions = format?.type === 'json_object' ? [...system, JSON_OBJECT_WANTED] : system;
  const additional = {
    ...reasoning.fields,
    ...parameters.additional,
    ...(tools.claudeChoice === undefined ? {} : { tool_choice: tools.claudeChoice }),
    ...anthropicBetas(options.betas, traits),
    ...(isObject(asked['additionalModelRequestFields']) ? asked['additionalModelRequestFields'] : {}),
  };
  return {
    body: {
      messages,
      ...(instructions.length === 0 ? {} : { system: instructions }),
      ...(isEmpty(parameters.inferenceConfig) ? {} : { inferenceConfig: parameters.inferenceConfig }),
      ...(tools.toolConfig === undefined ? {} : { toolConfig: tools.toolConfig }),
      ...(native ? { outputConfig: outputConfig(format) } : {}),
      ...(isEmpty(additional) ? {} : { additionalModelRequestFields: additional }),
      ...ownFields(chat),
    },
    answerTool: answerTool?.name,
  };
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

/** Claude's betas are a field here, not a header. */
function anthropicBetas(header: string | undefined, { family }: ModelTraits): JsonObject {
  const names = (header ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return family === 'claude' && names.length > 0 ? { anthropic_beta: names } : {};
}

function isEmpty(fields: JsonObject): boolean {
  return Object.keys(fields).length === 0;
}

function refuseDropped(strict: boolean): (param: string) => void {
  return (param) => {
    if (!strict) return;
    throw new GatewayError('INVALID_REQUEST', `${param} is not supported by this model as it was given.`, {
      param,
      providerCode: 'unsupported_parameter',
    });
  };
}
