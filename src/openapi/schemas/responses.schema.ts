import type { Schema } from '../openapi-types';

const OBJECT: Schema = { type: 'object', additionalProperties: true };

/** The body of a request, as far as it is checked before a model is asked. */
export const RESPONSES_REQUEST: Schema = {
  type: 'object',
  additionalProperties: true,
  properties: {
    model: {
      type: 'string',
      example: 'gpt-4o-mini',
      description: 'The model; DEFAULT_MODEL where it is left out.',
    },
    input: {
      oneOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: OBJECT },
      ],
      description:
        'A text, or the items of a conversation. It may be left out with `previous_response_id` or `conversation`.',
    },
    instructions: { type: 'string', nullable: true },
    stream: { type: 'boolean', default: false, description: 'Server-sent events.' },
    background: { type: 'boolean', default: false, description: 'The answer goes on without its caller.' },
    tools: { type: 'array', items: OBJECT },
    max_output_tokens: { type: 'integer', minimum: 1, nullable: true },
    include: { type: 'array', items: { type: 'string' }, nullable: true },
  },
};

/** A response object, as far as it is the same for each answer. */
export const RESPONSE: Schema = {
  type: 'object',
  additionalProperties: true,
  required: ['id', 'object', 'created_at', 'status', 'model', 'output', 'error', 'incomplete_details'],
  properties: {
    id: { type: 'string' },
    object: { type: 'string', enum: ['response'] },
    created_at: { type: 'integer' },
    status: {
      type: 'string',
      enum: ['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled'],
    },
    model: { type: 'string' },
    output: { type: 'array', items: OBJECT },
    error: { ...OBJECT, nullable: true },
    incomplete_details: { ...OBJECT, nullable: true },
    usage: { ...OBJECT, nullable: true },
  },
};

/** What is said of a conversation that the gateway keeps. */
export const CONVERSATION_REQUEST: Schema = {
  type: 'object',
  additionalProperties: true,
  properties: {
    metadata: { type: 'object', additionalProperties: true },
    items: { type: 'array', maxItems: 20, items: { type: 'object', additionalProperties: true } },
  },
};
