const WEATHER_TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

const CITY_FORMAT = {
  type: 'json_schema',
  json_schema: {
    name: 'city',
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, inhabitants: { type: 'integer', minimum: 1 } },
      required: ['name', 'inhabitants'],
    },
  },
};

const user = (content: string) => [{ role: 'user', content }];

/** Requests that succeed against the mock, for the documentation page. */
export const CHAT_EXAMPLES = {
  answer: { summary: 'A whole answer', value: { model: 'gpt-4o-mini', messages: user('Say hello.') } },
  stream: {
    summary: 'A stream',
    value: {
      model: 'gpt-4o-mini',
      messages: user('Say hello.'),
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  tools: {
    summary: 'A tool call',
    value: {
      model: 'mock-tools',
      messages: user('What is the weather in Berlin?'),
      tools: [WEATHER_TOOL],
      tool_choice: 'auto',
    },
  },
  object: {
    summary: 'An object that satisfies a schema',
    value: { model: 'mock-json', messages: user('Name a city.'), response_format: CITY_FORMAT },
  },
  reasoning: {
    summary: 'An answer with reasoning',
    value: { model: 'mock-reasoning', messages: user('Why is the sky blue?'), reasoning_effort: 'low' },
  },
  signed: {
    summary: 'Signed thinking; send thinking_blocks back with the next turn',
    value: { model: 'mock-thinking', messages: user('Why is the sky blue?') },
  },
};

/** The two forms of the answer; a stream's events are chunks, or an error as the last of a broken one. */
export const CHAT_ANSWERS = {
  'application/json': { schema: { $ref: '#/components/schemas/ChatCompletion' } },
  'text/event-stream': {
    schema: {
      oneOf: [{ $ref: '#/components/schemas/ChatCompletionChunk' }, { $ref: '#/components/schemas/Error' }],
    },
  },
};
