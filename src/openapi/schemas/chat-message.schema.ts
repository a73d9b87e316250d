import type { Schema } from '../openapi-types';

/** A call of a tool, as the model made it. */
export const CHAT_TOOL_CALL: Schema = {
  type: 'object',
  required: ['id', 'type'],
  additionalProperties: true,
  properties: {
    id: { type: 'string', example: 'call_1' },
    type: { type: 'string', example: 'function' },
    function: {
      type: 'object',
      required: ['name', 'arguments'],
      properties: {
        name: { type: 'string', example: 'get_weather' },
        arguments: {
          type: 'string',
          example: '{"city":"Berlin"}',
          description: 'JSON, as the model wrote it.',
        },
      },
    },
  },
};

/** A tool that the model may call. */
export const CHAT_TOOL: Schema = {
  type: 'object',
  required: ['type'],
  additionalProperties: true,
  properties: {
    type: { type: 'string', example: 'function' },
    function: {
      type: 'object',
      required: ['name'],
      additionalProperties: true,
      properties: {
        name: { type: 'string', example: 'get_weather' },
        description: { type: 'string' },
        parameters: { type: 'object', additionalProperties: true, description: 'A JSON Schema.' },
        strict: { type: 'boolean', nullable: true },
      },
    },
  },
};

const CONTENT_PART: Schema = {
  type: 'object',
  required: ['type'],
  additionalProperties: true,
  properties: {
    type: { type: 'string', example: 'text', description: 'text, image_url, input_audio, file, …' },
    text: { type: 'string' },
    image_url: { type: 'object', additionalProperties: true, properties: { url: { type: 'string' } } },
  },
};

/**
 * A message of a request.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
 */
export const CHAT_MESSAGE: Schema = {
  type: 'object',
  required: ['role'],
  additionalProperties: true,
  properties: {
    role: { type: 'string', enum: ['system', 'developer', 'user', 'assistant', 'tool', 'function'] },
    content: {
      description: 'A text, or parts: text, images, audio, files. May be absent where a tool is called.',
      oneOf: [
        { type: 'string', nullable: true },
        { type: 'array', items: CONTENT_PART },
      ],
    },
    name: { type: 'string' },
    tool_calls: { type: 'array', items: { $ref: '#/components/schemas/ChatToolCall' } },
    tool_call_id: { type: 'string', description: 'With role tool: the call that this answers.' },
  },
};
