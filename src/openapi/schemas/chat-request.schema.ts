import type { Schema } from '../openapi-types';

/**
 * The main fields of a Chat Completions request that the gateway does not look at: they go to the model with their
 * exact bytes, as do all fields that are not named here.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 */
export const PASSED_CHAT_FIELDS: Readonly<Record<string, Schema>> = {
  tools: {
    type: 'array',
    items: { $ref: '#/components/schemas/ChatTool' },
    description: 'Tools that the model may call.',
  },
  tool_choice: {
    description: '`none`, `auto`, `required`, or one tool by name.',
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
  },
  parallel_tool_calls: { type: 'boolean', description: 'Whether several tools may be called at once.' },
  response_format: {
    type: 'object',
    additionalProperties: true,
    required: ['type'],
    properties: {
      type: { type: 'string', enum: ['text', 'json_object', 'json_schema'] },
      json_schema: { type: 'object', additionalProperties: true },
    },
    description: 'Text, any JSON object, or an object that satisfies a JSON Schema.',
  },
  stop: {
    description: 'Texts before the first of which the answer ends.',
    oneOf: [
      { type: 'string', nullable: true },
      { type: 'array', items: { type: 'string' } },
    ],
  },
  seed: { type: 'integer', format: 'int64', nullable: true, description: 'Passed with all its digits.' },
  presence_penalty: { type: 'number', minimum: -2, maximum: 2, nullable: true },
  frequency_penalty: { type: 'number', minimum: -2, maximum: 2, nullable: true },
  logit_bias: { type: 'object', additionalProperties: { type: 'number' }, nullable: true },
  logprobs: { type: 'boolean', nullable: true },
  top_logprobs: { type: 'integer', minimum: 0, maximum: 20, nullable: true },
  reasoning_effort: { type: 'string', nullable: true, description: '`low`, `medium`, `high`, …' },
  modalities: { type: 'array', items: { type: 'string' }, nullable: true },
  prediction: { type: 'object', additionalProperties: true, nullable: true },
  service_tier: { type: 'string', nullable: true },
  store: { type: 'boolean', nullable: true },
  metadata: { type: 'object', additionalProperties: true, nullable: true },
  user: { type: 'string', description: "The caller's own end user, for the provider's abuse checks." },
};
