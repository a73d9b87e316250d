const WEATHER_TOOL = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

const CITY_FORMAT = {
  type: 'json_schema',
  name: 'city',
  schema: {
    type: 'object',
    properties: { name: { type: 'string' }, inhabitants: { type: 'integer', minimum: 1 } },
    required: ['name', 'inhabitants'],
  },
};

/** Requests that succeed against the mock, for the documentation page. */
export const RESPONSES_EXAMPLES = {
  answer: { summary: 'A whole answer', value: { model: 'gpt-4o-mini', input: 'Say hello.' } },
  stream: {
    summary: 'A stream',
    value: { model: 'gpt-4o-mini', input: 'Say hello.', stream: true },
  },
  tools: {
    summary: 'A tool call',
    value: { model: 'mock-tools', input: 'What is the weather in Berlin?', tools: [WEATHER_TOOL] },
  },
  object: {
    summary: 'An object that satisfies a schema',
    value: { model: 'mock-json', input: 'Name a city.', text: { format: CITY_FORMAT } },
  },
  background: {
    summary: 'An answer that goes on without its caller',
    value: { model: 'gpt-4o-mini', input: 'Say hello.', background: true },
  },
  reasoning: {
    summary: 'An answer with reasoning',
    value: {
      model: 'mock-reasoning',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Why is the sky blue?' }] }],
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    },
  },
  signed: {
    summary: 'Signed reasoning and a tool call; send both back with the output',
    value: {
      model: 'mock-thinking',
      input: 'What is the weather in Berlin?',
      tools: [WEATHER_TOOL],
      include: ['reasoning.encrypted_content'],
      store: false,
    },
  },
};

/** The two forms of the answer. */
export const RESPONSES_ANSWERS = {
  'application/json': { schema: { $ref: '#/components/schemas/ResponseObject' } },
  'text/event-stream': {
    schema: {
      type: 'object',
      additionalProperties: true,
      required: ['type', 'sequence_number'],
      properties: { type: { type: 'string' }, sequence_number: { type: 'integer', minimum: 0 } },
    },
  },
};

/** A request whose tokens are counted. */
export const COUNT_EXAMPLES = {
  count: { summary: 'A request', value: { model: 'gpt-4o-mini', input: 'Say hello.' } },
};

/** A conversation that is made shorter. */
export const COMPACT_EXAMPLES = {
  compact: {
    summary: 'A conversation',
    value: {
      model: 'gpt-4o-mini',
      input: [
        { role: 'user', content: 'Say hello.' },
        { role: 'assistant', content: 'Hello.' },
      ],
    },
  },
};
