import type { Schema } from '../openapi-types';

const ITEMS: Schema = { type: 'array', minItems: 1, items: { type: 'object', additionalProperties: true } };

/** The body of a request of Cursor's: `messages`, or `input` as Responses has it. */
export const CURSOR_REQUEST: Schema = {
  type: 'object',
  additionalProperties: true,
  properties: {
    model: { type: 'string', description: 'The model; DEFAULT_MODEL where it is left out.' },
    messages: ITEMS,
    input: { oneOf: [{ type: 'string', minLength: 1 }, ITEMS] },
    tools: { type: 'array', items: { type: 'object', additionalProperties: true } },
    stream: { type: 'boolean', default: false, description: 'Server-sent events.' },
  },
};
