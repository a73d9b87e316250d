/** What a generation of models refuses goes in the form that it takes; a media type is what the bytes or the name say. */
import type { JsonObject } from '../json/json-object';
import { anthropicMessagesWire } from './anthropic-messages/anthropic-messages.wire';
import { writeMessagesRequest } from './anthropic-messages/write-request';
import { writeConverseRequest } from './bedrock-converse/write-request';
import { PartSeal } from './canonical/part-seal';
import type { Written } from './canonical/written';
import { writeGeminiRequest } from './gemini/write-request';
import { writeChatRequest } from './openai-chat/write-request';
import { writeResponsesRequest } from './openai-responses/write-request';
import { openAiChatWire } from './openai-chat/openai-chat.wire';

const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const WRITERS = {
  chat: writeChatRequest,
  claude: writeMessagesRequest,
  bedrock: writeConverseRequest,
  gemini: writeGeminiRequest,
  responses: writeResponsesRequest,
};

function written(wire: keyof typeof WRITERS, model: string, body: JsonObject): Written {
  const target = { model, maxOutputTokens: 1_000, stream: false, strict: false };
  return WRITERS[wire](openAiChatWire.readRequest(body), target);
}

const user = (...content: JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] });
const ENDS = {
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Well' },
  ],
};

it.each([
  ['claude', 'claude-opus-4-6', 'user'],
  ['claude', 'claude-sonnet-5', 'user'],
  ['claude', 'claude-sonnet-4-5', 'assistant'],
  ['bedrock', 'anthropic.claude-opus-4-6-v1', 'user'],
  ['bedrock', SONNET, 'assistant'],
] as const)('at %s %s a conversation that ends with the assistant ends with the %s', (wire, model, role) => {
  const { messages } = written(wire, model, ENDS).body as { messages: { role: string }[] };
  expect(messages.at(-1)?.role).toBe(role);
});

it.each([
  [SONNET, true, true],
  ['amazon.nova-lite-v1:0', true, false],
  ['meta.llama3-3-70b-instruct-v1:0', false, false],
  ['mistral.mistral-large-2407-v1:0', false, false],
  ['openai.gpt-oss-120b-1:0', false, false],
])('cache points at %s: in messages %s, in tools %s', (model, inMessages, inTools) => {
  const mark = { cache_control: { type: 'ephemeral' } };
  const { body, dropped } = written('bedrock', model, {
    messages: [{ role: 'user', content: 'Hi', ...mark }],
    tools: [{ type: 'function', function: { name: 'f' }, ...mark }],
  });
  const holds = (value: unknown): boolean => JSON.stringify(value).includes('cachePoint');
  expect([holds(body['messages']), holds(body['toolConfig'])]).toEqual([inMessages, inTools]);
  expect(dropped).toEqual(inMessages && inTools ? [] : ['cache_control']);
});

it('a cache mark of an earlier answer stays on its text in Chat Completions that have marks, and is named on a call', () => {
  const mark = { cache_control: { type: 'ephemeral' } };
  const text = { type: 'text', text: 'I look.', ...mark };
  const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
  const sent = (...content: JsonObject[]): Written => {
    const request = anthropicMessagesWire(new PartSeal(Buffer.alloc(32, 1))).readRequest({
      max_tokens: 9,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' }] },
      ],
    });
    const target = { model: 'm', maxOutputTokens: undefined, stream: false, strict: false, cacheMarks: true };
    return writeChatRequest(request, target);
  };
  const marked = sent(text, call);
  expect(marked.body).toMatchObject({ messages: [{}, { role: 'assistant', content: [text] }, {}] });
  expect(marked.dropped).toEqual([]);
  expect(sent(call, { ...call, id: 'toolu_2', ...mark }).dropped).toEqual(['cache_control']);
});

it.each(['amazon.nova-pro-v1:0', 'meta.llama3-3-70b-instruct-v1:0', SONNET])(
  'a temperature above 1 is 1 at %s, and named',
  (model) => {
    const { body, dropped } = written('bedrock', model, { ...ENDS, temperature: 1.5 });
    expect(body).toMatchObject({ inferenceConfig: { temperature: 1 } });
    expect(dropped).toEqual(['temperature']);
  },
);

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

it.each([
  ['notes.csv', base64('a,b'), 'text/csv'],
  ['notes.md', `data:application/octet-stream;base64,${base64('# A')}`, 'text/markdown'],
  ['report.pdf', base64('anything'), 'application/pdf'],
  ['sound', base64('ID3\u0004'), 'audio/mp3'],
  ['wave', base64('RIFF\u0000\u0000\u0000\u0000WAVEfmt '), 'audio/wav'],
  ['x', `data:text/x-markdown;base64,${base64('# A')}`, 'text/markdown'],
])('the file %s with the bytes %s is %s', (filename, file_data, mimeType) => {
  const { body } = written('gemini', 'gemini-3-pro', user({ type: 'file', file: { filename, file_data } }));
  expect(JSON.stringify(body)).toContain(`"mimeType":"${mimeType}"`);
});

it.each<[string, JsonObject, string]>([
  ['a file', { type: 'file', file: { file_data: base64('?') } }, 'messages.0.content.0.file.file_data'],
  [
    'an image',
    { type: 'image_url', image_url: { url: `data:;base64,${base64('?')}` } },
    'messages.0.content.0.image_url.url',
  ],
])('%s whose kind nobody tells is a 400, and no kind is invented', (_what, part, param) => {
  expect(() => openAiChatWire.readRequest(user(part))).toThrow(expect.objectContaining({ param }) as Error);
});

it.each([
  ['video/x-flv', 'flv'],
  ['video/x-ms-wmv', 'wmv'],
  ['video/mpg', 'mpg'],
  ['video/3gpp', 'three_gp'],
  ['video/mov', 'mov'],
])('%s is a video of the format %s on Bedrock', (mediaType, format) => {
  const part = { type: 'video_url', video_url: { url: `data:${mediaType};base64,AAAA` } };
  const { body } = written('bedrock', 'amazon.nova-lite-v1:0', user(part));
  expect(JSON.stringify(body)).toContain(`"video":{"format":"${format}"`);
});

it.each(['application/json', 'text/x-python', 'text/xml'])('%s is a plain text on Bedrock', (mediaType) => {
  const file = { filename: 'a', file_data: `data:${mediaType};base64,e30=` };
  const { body } = written('bedrock', SONNET, user({ type: 'file', file }));
  expect(JSON.stringify(body)).toContain('"document":{"format":"txt"');
});

it.each(Object.keys(WRITERS) as (keyof typeof WRITERS)[])(
  '%s gets very many messages of one role',
  (wire) => {
    const many = (role: string): JsonObject[] =>
      Array.from({ length: 130_000 }, () => ({ role, content: 'a' }));
    const model = wire === 'bedrock' ? SONNET : 'gemini-2.5-pro';
    const parts = Array.from({ length: 130_000 }, () => ({ type: 'text', text: 'a' }));
    const messages = [{ role: 'system', content: parts }, ...many('user'), ...many('assistant')];
    const { body } = written(wire, model, { messages });
    expect(JSON.stringify(body).length).toBeGreaterThan(3 * 130_000);
  },
);

it.each([
  ['chat', 'gpt-6-astra', true],
  ['responses', 'gpt-6-astra', true],
  ['bedrock', 'us.xai.grok-4.6', true],
  ['bedrock', SONNET, false],
  ['claude', 'claude-opus-5-5', false],
] as const)('at %s %s a pattern that looks around is said in words: %s', (wire, model, isSaid) => {
  const field = { type: 'string', pattern: '^(?!a)[^\\p{Cc}]+$' };
  const parameters = { type: 'object', properties: { field } };
  const { body } = written(wire, model, {
    ...ENDS,
    tools: [{ type: 'function', function: { name: 'f', parameters } }],
  });
  const sent = JSON.stringify(body);
  expect([sent.includes('"pattern":'), sent.includes('{pattern: ')]).toEqual([!isSaid, isSaid]);
});

it('a schema that names itself again and again is flat at once', () => {
  const refs = Array.from({ length: 1_000 }, () => ({ $ref: '#/$defs/a' }));
  const kinds = ['b', 'c', 'd'].map((kind) => ({
    properties: { kind: { const: kind } },
    required: ['kind'],
  }));
  const parameters = { oneOf: kinds, anyOf: refs, $defs: { a: { anyOf: refs } } };
  const tools = [{ type: 'function', function: { name: 'f', parameters } }];
  const { body } = written('claude', SONNET, { ...ENDS, tools });
  const [tool] = body['tools'] as { input_schema: JsonObject }[];
  expect(tool?.input_schema).toMatchObject({
    type: 'object',
    properties: { kind: { anyOf: [{ const: 'b' }, { const: 'c' }, { const: 'd' }] } },
    required: ['kind'],
  });
});

it('calls of neighbouring messages are in one at Chat Completions: a message between calls and results is refused', () => {
  const call = (id: string): JsonObject => ({
    id,
    type: 'function',
    function: { name: 'f', arguments: '{}' },
  });
  const { messages } = written('chat', 'gpt-5', {
    messages: [
      { role: 'assistant', content: 'One.' },
      { role: 'assistant', content: 'Two.', tool_calls: [call('a')] },
      { role: 'assistant', content: null, tool_calls: [call('b')] },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
      { role: 'assistant', content: 'Three.' },
    ],
  }).body as { messages: JsonObject[] };
  expect(messages).toMatchObject([
    { role: 'assistant', content: 'One.' },
    { role: 'assistant', content: 'Two.', tool_calls: [{ id: 'a' }, { id: 'b' }] },
    { role: 'tool', tool_call_id: 'a' },
    { role: 'tool', tool_call_id: 'b' },
    { role: 'assistant', content: 'Three.' },
  ]);
});

it('the error of a tool stays one at Gemini, an object too', () => {
  for (const [content, error] of [
    ['no', 'no'],
    ['{"a":1}', { a: 1 }],
  ]) {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
    const { body } = written('gemini', 'gemini-2.5-pro', {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c', content, is_error: true },
      ],
    });
    expect(JSON.stringify(body)).toContain(`"response":${JSON.stringify({ error })}`);
  }
});

it.each([
  ['high', ['max_tokens', 'temperature', 'top_p', 'top_k'], undefined],
  ['low', [], { maxTokens: 9, temperature: 0.5, topP: 0.5 }],
])('Nova 2 with the effort %s is not sent %j', (reasoning_effort, names, inferenceConfig) => {
  const limits = { max_tokens: 9, temperature: 0.5, top_p: 0.5, top_k: 5 };
  const model = 'us.amazon.nova-2-lite-v1:0';
  const { body, dropped } = written('bedrock', model, { ...ENDS, ...limits, reasoning_effort });
  expect([body['inferenceConfig'], dropped]).toEqual([inferenceConfig, names]);
});

it.each([
  [{ type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false }, true],
  [{ type: 'object', properties: { a: {} }, additionalProperties: false }, false],
  [{ type: 'object', properties: { required: { type: 'string' } }, required: ['required'] }, false],
  [{ type: 'array', items: { type: 'object', properties: { a: {} }, additionalProperties: false } }, false],
])('strict goes to OpenAI only with a schema that it keeps to: %j', (schema, kept) => {
  const { body, dropped } = written('chat', 'gpt-5.2', {
    ...ENDS,
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } },
    tools: [{ type: 'function', function: { name: 'f', parameters: schema, strict: true } }],
  });
  expect(JSON.stringify(body).match(/"strict":true/g)?.length ?? 0).toBe(kept ? 2 : 0);
  expect(dropped).toEqual(kept ? [] : ['tools.0.strict', 'response_format.strict']);
});

it('web_search_options are Claude’s own search', () => {
  const approximate = { city: 'Paris', country: 'FR' };
  const { body, dropped } = written('claude', 'claude-opus-4-6', {
    ...ENDS,
    web_search_options: { search_context_size: 'high', user_location: { type: 'approximate', approximate } },
  });
  expect(body['tools']).toEqual([
    {
      type: 'web_search_20250305',
      name: 'web_search',
      user_location: { type: 'approximate', city: 'Paris', country: 'FR' },
    },
  ]);
  expect(dropped).toEqual(['web_search_options.search_context_size']);
});

it('a function without its type, and the choice `any`, are read as Mistral’s SDK writes them', () => {
  const { body } = written('claude', 'claude-sonnet-4-5', {
    ...user({ type: 'text', text: 'Hi' }),
    tools: [{ function: { name: 'look', parameters: { type: 'object', properties: {} } } }],
    tool_choice: 'any',
  });
  expect(body).toMatchObject({ tools: [{ name: 'look' }], tool_choice: { type: 'any' } });
});

it('arguments that combine schemas at their top are one object with the fields of all', () => {
  const place = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] };
  const parameters = {
    $defs: { place },
    description: 'Where.',
    properties: { unit: { type: 'string' } },
    required: ['unit'],
    anyOf: [
      { $ref: '#/$defs/place' },
      { properties: { lat: { type: 'number' }, unit: { const: 'C' } }, required: ['lat'] },
    ],
    allOf: [{ properties: { day: { type: 'string' } }, required: ['day'] }],
  };
  const asked = { ...user({ type: 'text', text: 'Hi' }), tools: [{ function: { name: 'f', parameters } }] };
  const expected = {
    type: 'object',
    description: 'Where. Give either place, or lat.',
    properties: {
      unit: { anyOf: [{ type: 'string' }, { const: 'C' }] },
      day: { type: 'string' },
      place: { type: 'string' },
      lat: { type: 'number' },
    },
    required: ['unit', 'day'],
  };
  const claude = written('claude', 'claude-sonnet-4-5', asked).body as { tools: { input_schema: unknown }[] };
  expect(claude.tools[0]?.input_schema).toEqual({ $defs: { place }, ...expected });
  const { toolConfig } = written('bedrock', 'amazon.nova-lite-v1:0', asked).body as {
    toolConfig: { tools: { toolSpec: { inputSchema: { json: { properties: object } } } }[] };
  };
  const nova = toolConfig.tools[0]?.toolSpec.inputSchema.json;
  expect(Object.keys(nova?.properties ?? {})).toEqual(Object.keys(expected.properties));
  const gemini = written('gemini', 'gemini-2.5-flash', asked).body;
  expect(gemini).toMatchObject({
    tools: [{ functionDeclarations: [{ parameters: { type: 'object', required: ['unit', 'day'] } }] }],
  });
  expect(written('chat', 'gpt-4o', asked).body).toMatchObject({
    tools: [{ function: { parameters: expected } }],
  });
});

it('a prefill rules out thinking that is only wished for, which Claude refuses beside it', () => {
  for (const [wire, model] of [
    ['claude', 'claude-sonnet-4-5'],
    ['bedrock', SONNET],
  ] as const) {
    const { body, dropped } = written(wire, model, { ...ENDS, reasoning_effort: 'high' });
    expect(JSON.stringify(body)).not.toContain('"thinking"');
    expect(dropped).toEqual(['reasoning_effort']);
  }
});

it('an empty logit_bias asks for nothing', () => {
  const asked = { ...user({ type: 'text', text: 'Hi' }), logit_bias: {} };
  for (const [wire, model] of [
    ['claude', 'claude-sonnet-4-5'],
    ['gemini', 'gemini-2.5-flash'],
  ] as const)
    expect(written(wire, model, asked).dropped).toEqual([]);
  expect(() => written('gemini', 'gemini-2.5-flash', { ...asked, logit_bias: { 1: 2 } })).toThrow();
});

describe('a schema beside the type of response_format, as llama.cpp takes it', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } } };

  it.each(['json_object', 'json_schema'])('is the schema of %s for every provider', (type) => {
    const sent = (format: JsonObject): Written[] =>
      (['claude', 'bedrock', 'gemini', 'responses', 'chat'] as const).map((wire) =>
        written(wire, 'm', { ...user({ type: 'text', text: 'Hi' }), response_format: format }),
      );
    expect(sent({ type, schema })).toEqual(sent({ type: 'json_schema', json_schema: { schema } }));
  });

  it('is missed where neither place has one', () => {
    expect(() =>
      openAiChatWire.readRequest({ messages: [], response_format: { type: 'json_schema' } }),
    ).toThrow('response_format.json_schema must be an object with name and schema');
  });
});
