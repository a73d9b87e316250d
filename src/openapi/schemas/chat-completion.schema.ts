import type { Schema } from '../openapi-types';

const COUNT: Schema = { type: 'integer', minimum: 0 };
const DETAILS: Schema = { type: 'object', additionalProperties: true, nullable: true };

/** How many tokens a call took. */
export const CHAT_USAGE: Schema = {
  type: 'object',
  required: ['prompt_tokens', 'completion_tokens', 'total_tokens'],
  additionalProperties: true,
  properties: {
    prompt_tokens: { ...COUNT, example: 9 },
    completion_tokens: { ...COUNT, example: 4 },
    total_tokens: { ...COUNT, example: 13 },
    prompt_tokens_details: { ...DETAILS, properties: { cached_tokens: { ...COUNT, nullable: true } } },
    completion_tokens_details: { ...DETAILS, properties: { reasoning_tokens: { ...COUNT, nullable: true } } },
    estimated: {
      type: 'boolean',
      enum: [true],
      description: 'There when the upstream gave no figures and these are ours.',
    },
  },
};

const FINISH_REASON: Schema = {
  type: 'string',
  example: 'stop',
  description: '`stop`, `length`, `tool_calls`, `content_filter`, or what else the provider says.',
};
const REASONING: Schema = {
  type: 'string',
  nullable: true,
  description: "The model's reasoning, where the upstream shows it.",
};
const IDENTITY: Readonly<Record<string, Schema>> = {
  id: { type: 'string', example: 'chatcmpl-1' },
  created: { type: 'integer', description: 'Unix time.' },
  model: { type: 'string', example: 'gpt-4o-mini', description: 'The model that answered.' },
  system_fingerprint: { type: 'string', nullable: true },
  service_tier: { type: 'string', nullable: true },
};

/**
 * A whole answer.
 * Format: https://platform.openai.com/docs/api-reference/chat/object
 */
export const CHAT_COMPLETION: Schema = {
  type: 'object',
  required: ['id', 'object', 'created', 'model', 'choices', 'usage'],
  additionalProperties: true,
  properties: {
    ...IDENTITY,
    object: { type: 'string', enum: ['chat.completion'] },
    choices: {
      type: 'array',
      items: {
        type: 'object',
        required: ['index', 'message', 'finish_reason'],
        additionalProperties: true,
        properties: {
          index: COUNT,
          finish_reason: FINISH_REASON,
          message: {
            type: 'object',
            required: ['role'],
            additionalProperties: true,
            properties: {
              role: { type: 'string', example: 'assistant' },
              content: { type: 'string', nullable: true, example: 'Mock LLM streaming response' },
              refusal: { type: 'string', nullable: true },
              reasoning_content: REASONING,
              tool_calls: {
                type: 'array',
                nullable: true,
                items: { $ref: '#/components/schemas/ChatToolCall' },
              },
            },
          },
        },
      },
    },
    usage: { $ref: '#/components/schemas/ChatUsage' },
  },
};

/**
 * The data of one event of a stream. A whole stream ends with the data `[DONE]`.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export const CHAT_COMPLETION_CHUNK: Schema = {
  type: 'object',
  required: ['id', 'object', 'created', 'model', 'choices'],
  additionalProperties: true,
  properties: {
    ...IDENTITY,
    object: { type: 'string', enum: ['chat.completion.chunk'] },
    choices: {
      type: 'array',
      description: 'Empty in the chunk that carries the usage.',
      items: {
        type: 'object',
        required: ['index', 'delta'],
        additionalProperties: true,
        properties: {
          index: COUNT,
          finish_reason: { ...FINISH_REASON, nullable: true },
          delta: {
            type: 'object',
            additionalProperties: true,
            properties: {
              role: { type: 'string', nullable: true, example: 'assistant' },
              content: { type: 'string', nullable: true, example: 'Mock' },
              refusal: { type: 'string', nullable: true },
              reasoning_content: REASONING,
              tool_calls: { type: 'array', nullable: true, items: toolCallDelta() },
            },
          },
        },
      },
    },
    usage: {
      type: 'object',
      nullable: true,
      description: 'In the last chunk before `[DONE]`, when `stream_options.include_usage` asked for it.',
      allOf: [{ $ref: '#/components/schemas/ChatUsage' }],
    },
  },
};

function toolCallDelta(): Schema {
  return {
    type: 'object',
    required: ['index'],
    additionalProperties: true,
    properties: {
      index: { ...COUNT, description: 'Which of the calls this is a piece of.' },
      id: { type: 'string', nullable: true, description: 'In the first piece of a call.' },
      type: { type: 'string', nullable: true },
      function: {
        type: 'object',
        additionalProperties: true,
        properties: {
          name: { type: 'string', nullable: true },
          arguments: {
            type: 'string',
            nullable: true,
            description: "The next characters of the arguments' JSON.",
          },
        },
      },
    },
  };
}
