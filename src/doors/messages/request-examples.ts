const WEATHER_TOOL = {
  name: 'get_weather',
  description: 'The weather in a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

const user = (content: string) => [{ role: 'user', content }];

/** Requests that succeed against the mock, for the documentation page. */
export const MESSAGES_EXAMPLES = {
  answer: {
    summary: 'A whole answer',
    value: { model: 'gpt-4o-mini', max_tokens: 1024, messages: user('Say hello.') },
  },
  stream: {
    summary: 'A stream',
    value: { model: 'gpt-4o-mini', max_tokens: 1024, messages: user('Say hello.'), stream: true },
  },
  tools: {
    summary: 'A tool call',
    value: {
      model: 'mock-tools',
      max_tokens: 1024,
      messages: user('What is the weather in Berlin?'),
      tools: [WEATHER_TOOL],
    },
  },
  reasoning: {
    summary: 'An answer with thinking',
    value: {
      model: 'mock-reasoning',
      max_tokens: 4096,
      messages: user('Why is the sky blue?'),
      thinking: { type: 'enabled', budget_tokens: 1024 },
    },
  },
  signed: {
    summary: 'Signed thinking and a tool call; send both back with the result',
    value: {
      model: 'mock-thinking',
      max_tokens: 4096,
      messages: user('What is the weather in Berlin?'),
      tools: [WEATHER_TOOL],
      thinking: { type: 'enabled', budget_tokens: 1024 },
    },
  },
};

const ANY = { type: 'object', additionalProperties: true };

const MESSAGE = {
  type: 'object',
  required: ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage'],
  additionalProperties: true,
  properties: {
    id: { type: 'string', example: 'msg_01XFDUDYJgAACzvnptvVoYEL' },
    type: { type: 'string', enum: ['message'] },
    role: { type: 'string', enum: ['assistant'] },
    model: { type: 'string' },
    content: { type: 'array', items: ANY },
    stop_reason: { type: 'string', nullable: true },
    stop_sequence: { type: 'string', nullable: true },
    usage: {
      type: 'object',
      required: ['input_tokens', 'output_tokens'],
      additionalProperties: true,
      properties: { input_tokens: { type: 'integer' }, output_tokens: { type: 'integer' } },
    },
  },
};

/** The two forms of the answer; a stream's last event is `message_stop`, or `error` where it broke. */
export const MESSAGES_ANSWERS = {
  'application/json': { schema: MESSAGE },
  'text/event-stream': {
    schema: {
      type: 'object',
      required: ['type'],
      additionalProperties: true,
      properties: { type: { type: 'string' } },
    },
  },
};

/** A request whose tokens are counted. */
export const COUNT_EXAMPLES = {
  count: {
    summary: 'The tokens of a request',
    value: { model: 'gpt-4o-mini', max_tokens: 1024, messages: user('Say hello.'), tools: [WEATHER_TOOL] },
  },
};

/** The answer to it. */
export const TOKEN_COUNT = {
  type: 'object',
  required: ['input_tokens'],
  properties: { input_tokens: { type: 'integer', example: 14 } },
};
