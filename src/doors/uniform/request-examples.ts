/** Requests that succeed against the mock, for the documentation page. */
const GREETING = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello.' }] };

const WEATHER_TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

const TOOLS = {
  model: 'mock-tools',
  messages: [{ role: 'user', content: 'What is the weather in Berlin?' }],
  tools: [WEATHER_TOOL],
};

const REASONING = { model: 'mock-reasoning', messages: [{ role: 'user', content: 'Why is the sky blue?' }] };

const PROMPT = { model: 'gpt-4o-mini', system: 'You answer in one sentence.', prompt: 'Say hello.' };

export const CHAT_EXAMPLES = {
  messages: { summary: 'Messages', value: GREETING },
  tools: { summary: 'A tool call', value: TOOLS },
  reasoning: { summary: 'An answer with reasoning', value: REASONING },
};

export const COMPLETION_EXAMPLES = {
  prompt: { summary: 'A prompt with instructions', value: PROMPT },
};

export const STREAM_EXAMPLES = { ...CHAT_EXAMPLES, ...COMPLETION_EXAMPLES };
