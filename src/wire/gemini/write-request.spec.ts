import { seenResponse } from '../../../test/support/providers/google-answers';
import { describeWithRecordings, recordedWhole } from '../../../test/support/providers/recordings';
import type { JsonObject } from '../../json/json-object';
import type { Written } from '../canonical/written';
import { readChatRequest } from '../openai-chat/read-request';
import { writeGeminiRequest } from './write-request';

const USER = { role: 'user', content: 'Hi' };
const SAID = { role: 'user', parts: [{ text: 'Hi' }] };

function written(body: JsonObject, model = 'gemini-2.5-flash', strict = false): Written {
  const target = { model, maxOutputTokens: undefined, stream: false, strict };
  return writeGeminiRequest(readChatRequest({ messages: [USER], ...body }), target);
}

function mapped(body: JsonObject, model?: string, strict?: boolean): JsonObject {
  return written(body, model, strict).body;
}

function config(body: JsonObject, model?: string): unknown {
  return mapped(body, model)['generationConfig'];
}

function contents(messages: readonly object[], model?: string): unknown[] {
  return mapped({ messages }, model)['contents'] as unknown[];
}

/** What becomes of an answer between two messages of the user. */
function between(message: object, model?: string): unknown {
  const [first, ...rest] = contents([USER, message, USER], model) as object[];
  expect([first, rest.at(-1)]).toEqual([SAID, SAID]);
  return rest.slice(0, -1);
}

function calling(id: string, name: string, args = '{}', more: object = {}): object {
  return { id, type: 'function', function: { name, arguments: args }, ...more };
}

it('what Gemma 3 is instructed is in the first turn', () => {
  const messages = [{ role: 'system', content: 'Be brief.' }, USER];
  const [first] = contents(messages, 'gemma-3-27b-it');
  expect(first).toEqual({ role: 'user', parts: [{ text: 'Be brief.' }, ...SAID.parts] });
  expect(mapped({ messages }, 'gemma-3-27b-it')).not.toHaveProperty('systemInstruction');
  expect(mapped({ messages }, 'gemma-4-31b-it')).toHaveProperty('systemInstruction');
});

describe('values that a model refuses', () => {
  it.each([
    ['gemini-2.5-flash', 31_999, 24_576],
    ['gemini-2.5-flash-lite', 100, 512],
    ['gemini-2.5-pro', 40_000, 32_768],
  ])('a budget of thinking is brought within those of %s: %d', (model, budget_tokens, thinkingBudget) => {
    expect(config({ thinking: { type: 'enabled', budget_tokens } }, model)).toMatchObject({
      thinkingConfig: { thinkingBudget },
    });
  });

  it.each(['gemini-2.5-flash-image', 'gemini-2.5-pro-preview-tts', 'gemini-3.1-flash-tts-preview'])(
    '%s has no thinking to be set',
    (model) => {
      const { body, dropped } = written({ reasoning_effort: 'high' }, model);
      expect(body['generationConfig']).toBeUndefined();
      expect(dropped).toEqual(['reasoning_effort']);
    },
  );

  it('of 3 Pro that makes pictures, whether its thoughts are shown alone', () => {
    const shown = written({ reasoning_effort: 'low' }, 'gemini-3-pro-image-preview');
    expect(shown.body['generationConfig']).toEqual({ thinkingConfig: { includeThoughts: true } });
    expect(shown.dropped).toEqual(['reasoning_effort']);
    const hidden = written({ reasoning_effort: 'none' }, 'gemini-3-pro-image-preview');
    expect(hidden.body['generationConfig']).toBeUndefined();
  });

  it('penalties are left out by name from Gemini 3 on, and those of 0 everywhere', () => {
    const penalties = { frequency_penalty: 0.5, presence_penalty: 0.2 };
    const { body, dropped } = written(penalties, 'gemini-3.5-flash');
    expect(body['generationConfig']).toBeUndefined();
    expect([...dropped].sort()).toEqual(['frequency_penalty', 'presence_penalty']);
    expect(config(penalties)).toEqual({ frequencyPenalty: 0.5, presencePenalty: 0.2 });
    const none = written({ frequency_penalty: 0, presence_penalty: 0, top_k: -1 }, 'gemini-3.5-flash', true);
    expect(none.body['generationConfig']).toBeUndefined();
  });

  it('a seed of more than 32 bits is left out by name', () => {
    expect(config({ seed: 2 ** 31 - 1 })).toEqual({ seed: 2 ** 31 - 1 });
    const { body, dropped } = written({ seed: 2 ** 31 });
    expect(body['generationConfig']).toBeUndefined();
    expect(dropped).toEqual(['seed']);
  });
});

it('a choice that Google checks against the declarations is its own mode', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }];
  const toolConfig = { functionCallingConfig: { mode: 'VALIDATED' } };
  expect(mapped({ tools, tool_choice: 'validated' }, 'gemini-3.5-flash')['toolConfig']).toEqual(toolConfig);
});

describe("Google's own tools beside functions", () => {
  const tools = [{ type: 'function', function: { name: 'f' } }];
  const both = [...tools, { googleSearch: {} }];

  it.each([
    ['what other callers call a search', { tools, web_search_options: {} }],
    ['its own name', { tools: both }],
    ['code', { tools: [...tools, { code_execution: {} }] }],
  ])('are combined with them as Gemini 3 demands it: %s', (_what, asked) => {
    const flag = { includeServerSideToolInvocations: true };
    expect(mapped(asked, 'gemini-3.5-flash')['toolConfig']).toEqual(flag);
    for (const tool_choice of [
      'auto',
      { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', name: 'f' }] } },
    ])
      expect(mapped({ ...asked, tool_choice }, 'gemini-3.5-flash')['toolConfig']).toEqual({
        functionCallingConfig: { mode: 'VALIDATED' },
        ...flag,
      });
    expect(mapped({ ...asked, tool_choice: 'required' }, 'gemini-3.5-flash')['toolConfig']).toEqual({
      functionCallingConfig: { mode: 'ANY' },
      ...flag,
    });
  });

  it('are sent to Vertex AI, which does not know the field, without it', () => {
    const target = { model: 'gemini-3.5-flash', maxOutputTokens: undefined, stream: false, strict: false };
    const asked = { messages: [USER], tools: both, tool_choice: 'auto' };
    const { body } = writeGeminiRequest(readChatRequest(asked), { ...target, vertex: true });
    expect(body['toolConfig']).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
  });

  it('and a computer, which the caller works, is no such tool', () => {
    const asked = { tools: [...tools, { computerUse: { environment: 'ENVIRONMENT_BROWSER' } }] };
    expect(mapped(asked, 'gemini-3.5-flash')['toolConfig']).toBeUndefined();
  });
});

describe('the tier in which an answer is served', () => {
  it.each([
    ['default', 'standard'],
    ['flex', 'flex'],
    ['priority', 'priority'],
    ['fast', 'priority'],
    ['auto', undefined],
  ])('%s is %s', (service_tier, serviceTier) => {
    const { body, dropped } = written({ service_tier });
    expect([body['serviceTier'], dropped]).toEqual([serviceTier, []]);
  });

  it('is named where Google has none of the name', () => {
    for (const service_tier of ['scale', 'toString'])
      expect(written({ service_tier })).toMatchObject({ tier: undefined, dropped: ['service_tier'] });
  });
});

it("OpenRouter's form of pictures, and Google's own, are imageConfig", () => {
  const imageConfig = { aspectRatio: '16:9', imageSize: '4K' };
  for (const asked of [{ image_config: { aspect_ratio: '16:9', image_size: '4K' } }, { imageConfig }])
    expect(config(asked, 'gemini-3-pro-image')).toEqual({ imageConfig });
});

describe("what Google's own door for OpenAI's clients has in extra_body", () => {
  it('counts: thinking, and what is cached', () => {
    const thinking_config = { thinking_budget: 2_048, include_thoughts: true };
    const google = { thinking_config, cached_content: 'cachedContents/a' };
    const { body, dropped } = written({ extra_body: { google } });
    expect(body).toMatchObject({
      cachedContent: 'cachedContents/a',
      generationConfig: { thinkingConfig: { thinkingBudget: 2_048, includeThoughts: true } },
    });
    expect(dropped).toEqual([]);
    const level = { extra_body: { google: { thinking_config: { thinking_level: 'LOW' } } } };
    expect(config(level, 'gemini-3.5-flash')).toMatchObject({ thinkingConfig: { thinkingLevel: 'low' } });
  });

  it('goes behind reasoning_effort, and is named where it is not known', () => {
    const extra_body = { google: { thinking_config: { thinking_budget: 9 } } };
    expect(config({ extra_body, reasoning_effort: 'low' })).toMatchObject({
      thinkingConfig: { thinkingBudget: 1_024 },
    });
    for (const unknown of [{ google: { other: 1 } }, { google: {}, other: 1 }])
      expect(written({ extra_body: unknown }).dropped).toEqual(['extra_body']);
  });
});

it('an answer of any form at all is JSON, without a schema that would be refused', () => {
  for (const schema of [{}, { type: 'object' }, { type: 'object', title: 'T', properties: {} }])
    expect(config({ response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } })).toEqual({
      responseMimeType: 'application/json',
    });
});

it('arguments whose names are free go as JSON Schema', () => {
  const parameters = { type: 'object', additionalProperties: { type: 'string' } };
  expect(mapped({ tools: [{ type: 'function', function: { name: 'f', parameters } }] })).toMatchObject({
    tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: parameters }] }],
  });
});

describe('a form of the answer beside tools', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }];
  const schema = { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] };
  const response_format = { type: 'json_schema', json_schema: { name: 'n', schema } };

  it('is told in words, and named, to models before Gemini 3, which refuse it', () => {
    for (const asked of [{ tools }, { web_search_options: {} }]) {
      const { body, dropped } = written({ ...asked, response_format });
      expect(dropped).toEqual(['response_format']);
      expect(body['generationConfig']).toBeUndefined();
      expect(JSON.stringify(body['systemInstruction'])).toContain('required');
    }
    expect(() => written({ tools, response_format }, undefined, true)).toThrow('response_format');
  });

  it('is sent where there are no tools, and from Gemini 3 on', () => {
    for (const [asked, model] of [
      [{}, 'gemini-2.5-flash'],
      [{ tools }, 'gemini-3-flash-preview'],
    ] as const) {
      const { body, dropped } = written({ ...asked, response_format }, model);
      expect(dropped).toEqual([]);
      expect(body['generationConfig']).toMatchObject({ responseMimeType: 'application/json' });
    }
  });
});

describe('a request to Gemini', () => {
  it('holds the messages by role: instructions in front become one, a later one keeps its place, marked', () => {
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: 'Hello' },
      { role: 'developer', content: 'Be kind.' },
      { role: 'user', content: 'Bye' },
    ];
    expect(mapped({ messages: [{ role: 'system', content: 'You are A.' }, ...messages] })).toEqual({
      systemInstruction: { parts: [{ text: 'You are A.' }, { text: 'Be short.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hello' }] },
        { role: 'user', parts: [{ text: '<system>\nBe kind.\n</system>' }] },
        { role: 'user', parts: [{ text: 'Bye' }] },
      ],
    });
  });

  it('is about the system message when there is no other', () => {
    expect(mapped({ messages: [{ role: 'system', content: 'Say hi.' }] })).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Say hi.' }] }],
    });
  });

  it('maps the parameters', () => {
    const body = {
      max_completion_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      stop: ['a', 'b'],
      n: 1,
      user: 'u',
      store: true,
    };
    expect(config(body)).toEqual({
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stopSequences: ['a', 'b'],
    });
  });

  it.each([
    [{ logit_bias: { a: 1 } }, 'logit_bias'],
    [{ stop: ['1', '2', '3', '4', '5', '6'] }, 'stop'],
    [{ modalities: ['video'] }, 'modalities'],
    [{ modalities: ['audio'], audio: { voice: 'v', format: 'mp3' } }, 'audio.format'],
    [{ reasoning_effort: 'lots' }, 'reasoning_effort'],
    [{ messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] }, 'messages.0.tool_call_id'],
  ])('%j is a 400 naming the field', (body, param) => {
    expect(() => mapped(body)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', param }));
  });

  it('names what it drops', () => {
    const body = { store: true, user: 'u', verbosity: 'low', n: 1, foo_bar: 1 };
    expect(written(body).dropped).toEqual(['user', 'verbosity', 'store', 'foo_bar']);
    expect(written({ reasoning_effort: 'low' }, 'gemini-2.0-flash').dropped).toEqual(['reasoning_effort']);
    const thinking = { type: 'enabled', budget_tokens: 5_000 };
    expect(written({ thinking }, 'gemini-2.0-flash').dropped).toEqual(['thinking']);
    const taken = written({ thinking }, 'gemini-2.5-flash');
    expect(taken.dropped).toEqual([]);
    expect(taken.body).toMatchObject({ generationConfig: { thinkingConfig: { thinkingBudget: 5_000 } } });
    const single = { parallel_tool_calls: false, tools: [{ type: 'function', function: { name: 'f' } }] };
    expect(written(single).dropped).toEqual(['parallel_tool_calls']);
  });

  it('ignores parallel_tool_calls: false where there are no tools', () => {
    expect(mapped({ parallel_tool_calls: false })).toEqual(mapped({}));
  });

  it('takes safety settings, search, and allowed tools', () => {
    const safety = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
    expect(mapped({ safety_settings: safety })).toMatchObject({ safetySettings: safety });
    expect(mapped({ web_search_options: {} })).toMatchObject({ tools: [{ googleSearch: {} }] });
    const search = { googleSearch: {} };
    for (const tool of [search, { google_search: {} }, { type: 'google_search' }, { type: 'googleSearch' }]) {
      expect(mapped({ tools: [tool] })).toMatchObject({ tools: [search] });
    }
    for (const tool of [
      { codeExecution: {} },
      { urlContext: {} },
      { url_context: {} },
      { code_execution: null },
    ]) {
      const [name = ''] = Object.keys(tool);
      const own = name.replace(/_([a-z])/, (_all, letter: string) => letter.toUpperCase());
      expect(mapped({ tools: [tool] })).toMatchObject({ tools: [{ [own]: {} }] });
    }
    expect(() => mapped({ tools: [{ somethingElse: {} }] })).toThrow('tools.0.type');
    const tools = ['a', 'b', 'c'].map((name) => ({ type: 'function', function: { name } }));
    const allowed = (mode: string): object => ({
      type: 'allowed_tools',
      allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'b' } }] },
    });
    expect(mapped({ tools, tool_choice: allowed('auto') })).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'b' }] }],
      toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
    });
    expect(mapped({ tools, tool_choice: allowed('required') })).toMatchObject({
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['b'] } },
    });
  });

  it('leaves empty texts of a user out, which Vertex AI refuses', () => {
    const texts = ['', 'Hi'].map((text) => ({ type: 'text', text }));
    expect(contents([{ role: 'user', content: texts }])).toEqual([{ role: 'user', parts: [{ text: 'Hi' }] }]);
  });

  it('reads pages for those who asked for the fetch of Anthropic', () => {
    const fetch = { type: 'web_fetch_20250910', name: 'web_fetch', max_uses: 3 };
    const { body, dropped } = written({ tools: [fetch] });
    expect(body).toMatchObject({ tools: [{ urlContext: {} }] });
    expect(dropped).toEqual(['tools.0.max_uses']);
    const chosen = { type: 'function', function: { name: 'web_fetch' } };
    expect(written({ tools: [fetch], tool_choice: chosen }).dropped).toContain('tool_choice');
    const beside = { tools: [fetch, { type: 'function', function: { name: 'f' } }] };
    expect(written(beside, 'gemini-2.5-flash').dropped).toEqual(['tools.0']);
  });

  it('wraps arguments of the history that are no JSON object', () => {
    expect(contents([USER, { role: 'assistant', tool_calls: [calling('1', 'f', '[1]')] }])).toMatchObject([
      {},
      { parts: [{ functionCall: { name: 'f', args: { INVALID_JSON: '[1]' } } }] },
    ]);
  });

  it('refuses what it would drop when parameters are strict', () => {
    expect(() => mapped({ store: true }, 'gemini-2.5-flash', true)).toThrow(
      expect.objectContaining({ param: 'store' }),
    );
    expect(() => mapped({ reasoning_effort: 'low' }, 'gemini-2.0-flash', true)).toThrow(
      expect.objectContaining({ param: 'reasoning_effort' }),
    );
  });

  it.each([
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-flash', 'low', { thinkingBudget: 1024, includeThoughts: true }],
    ['gemini-2.5-flash', 'high', { thinkingBudget: 24576, includeThoughts: true }],
    ['gemini-2.5-pro', 'none', { thinkingBudget: 128 }],
    ['gemini-2.5-flash-lite', 'none', { thinkingBudget: 0 }],
    ['gemini-3.1-flash-image', 'low', { thinkingLevel: 'high', includeThoughts: true }],
    ['gemini-3.1-flash-image', 'none', { thinkingLevel: 'minimal' }],
    ['gemini-omni-flash-preview', 'minimal', { thinkingLevel: 'low', includeThoughts: true }],
    ['gemma-4-31b-it', 'none', { thinkingLevel: 'minimal' }],
    ['models/gemma-4-26b-a4b-it', 'low', { thinkingLevel: 'high', includeThoughts: true }],
    ['gemini-3-flash-preview', 'minimal', { thinkingLevel: 'minimal', includeThoughts: true }],
    ['gemini-3-pro-preview', 'none', { thinkingLevel: 'low' }],
    ['gemini-3-pro-preview', 'medium', { thinkingLevel: 'high', includeThoughts: true }],
    ['gemini-3.1-pro-preview', 'medium', { thinkingLevel: 'medium', includeThoughts: true }],
    ['publishers/google/models/gemini-3-flash', 'low', { thinkingLevel: 'low', includeThoughts: true }],
    ['gemini-3.7-flash', 'minimal', { thinkingLevel: 'low', includeThoughts: true }],
    ['gemini-3.8-flash', 'none', { thinkingLevel: 'low' }],
    ['gemini-9.1-flash', 'minimal', { thinkingLevel: 'low', includeThoughts: true }],
    ['gemini-flash-latest', 'low', { thinkingLevel: 'low', includeThoughts: true }],
  ])('%s thinks by the effort %s', (model, reasoning_effort, thinkingConfig) => {
    expect(config({ reasoning_effort }, model)).toEqual({ thinkingConfig });
  });

  it('maps pictures, sounds and files', () => {
    const parts = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.webp?x=1' } },
      { type: 'input_audio', input_audio: { format: 'wav', data: 'BBBB' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,CCCC' } },
      { type: 'file', file: { file_id: 'files/abc' } },
      { type: 'file', file: { file_id: 'gs://bucket/film.mp4' } },
    ];
    expect(contents([{ role: 'user', content: parts }])).toEqual([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
          { fileData: { mimeType: 'image/webp', fileUri: 'https://example.com/a.webp?x=1' } },
          { inlineData: { mimeType: 'audio/wav', data: 'BBBB' } },
          { inlineData: { mimeType: 'application/pdf', data: 'CCCC' } },
          {
            fileData: {
              fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc',
            },
          },
          { fileData: { mimeType: 'video/mp4', fileUri: 'gs://bucket/film.mp4' } },
        ],
      },
    ]);
  });

  it('results of parallel calls go back as one turn, each under its call’s own name', () => {
    const messages = [
      USER,
      {
        role: 'assistant',
        content: null,
        tool_calls: [calling('a', 'weather', '{"city":"Rome"}'), calling('b', 'clock')],
      },
      { role: 'tool', tool_call_id: 'b', content: '12:00' },
      { role: 'tool', tool_call_id: 'a', content: '{"degrees":20}' },
      { role: 'user', content: 'Thanks' },
    ];
    expect(contents(messages)).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { name: 'weather', args: { city: 'Rome' } } },
          { functionCall: { name: 'clock', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'weather', response: { degrees: 20 } } },
          { functionResponse: { name: 'clock', response: { output: '12:00' } } },
        ],
      },
      { role: 'user', parts: [{ text: 'Thanks' }] },
    ]);
  });

  it('results of one tool’s calls are told apart by their order, whatever order they come in', () => {
    const messages = [
      USER,
      {
        role: 'assistant',
        tool_calls: [calling('a', 'weather', '{"city":"Rome"}'), calling('b', 'weather', '{"city":"Oslo"}')],
      },
      { role: 'tool', tool_call_id: 'b', content: 'snow' },
      { role: 'tool', tool_call_id: 'a', content: 'sun' },
    ];
    expect(contents(messages)).toMatchObject([
      {},
      {},
      {
        parts: [
          { functionResponse: { name: 'weather', response: { output: 'sun' } } },
          { functionResponse: { name: 'weather', response: { output: 'snow' } } },
        ],
      },
    ]);
  });

  it('keeps the numbers of arguments and results as they are written', () => {
    const messages = [
      USER,
      {
        role: 'assistant',
        tool_calls: [calling('a', 'f', '{"id":12345678901234567890}'), calling('b', 'f'), calling('c', 'f')],
      },
      { role: 'tool', tool_call_id: 'a', content: '{"id":12345678901234567891}' },
      { role: 'tool', tool_call_id: 'b', content: '12345678901234567892' },
      { role: 'tool', tool_call_id: 'c', content: '1e400' },
    ];
    const sent = JSON.stringify(contents(messages));
    expect(sent).toContain('"args":{"id":12345678901234567890}');
    expect(sent).toContain('"response":{"id":12345678901234567891}');
    // A text is a text: only an object is the object that it says.
    expect(sent).toContain('"response":{"output":"12345678901234567892"}');
    expect(sent).toContain('"response":{"output":"1e400"}');
  });

  it.each([[[{ role: 'user', content: '' }]], [[{ role: 'assistant', content: null }]]])(
    'is refused when there is nothing in it: %j',
    (messages) => {
      expect(() => mapped({ messages })).toThrow(
        expect.objectContaining({ code: 'INVALID_REQUEST', param: 'messages' }) as Error,
      );
    },
  );

  it('a call whose signature is lost has the placeholder, from Gemini 3 on', () => {
    const foreign = { extra_content: { anthropic: { thought_signature: 'not ours' } } };
    const messages = [
      USER,
      { role: 'assistant', tool_calls: [calling('a', 'f', '', foreign), calling('b', 'g')] },
    ];
    expect(contents(messages, 'gemini-3-pro')).toMatchObject([
      {},
      {
        parts: [
          { functionCall: { name: 'f', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
          { functionCall: { name: 'g', args: {} } },
        ],
      },
    ]);
    expect(JSON.stringify(contents(messages))).not.toContain('thoughtSignature');
  });

  it('has results right behind their calls, whatever was said in between', () => {
    const messages = [
      USER,
      { role: 'assistant', tool_calls: [calling('a', 'f'), calling('b', 'g')] },
      { role: 'system', content: 'Be short.' },
      { role: 'tool', tool_call_id: 'b', content: 'B' },
      { role: 'user', content: 'And?' },
      { role: 'tool', tool_call_id: 'a', content: 'A' },
      USER,
    ];
    const result = (name: string, output: string): object => ({
      functionResponse: { name, response: { output } },
    });
    expect(contents(messages).slice(2)).toEqual([
      { role: 'user', parts: [result('f', 'A'), result('g', 'B')] },
      { role: 'user', parts: [{ text: '<system>\nBe short.\n</system>' }] },
      { role: 'user', parts: [{ text: 'And?' }] },
      SAID,
    ]);
  });

  it('has a call in the turn of what the model said before it: a call behind a turn of its own is refused', () => {
    const messages = [
      USER,
      { role: 'assistant', content: 'I look.' },
      { role: 'assistant', tool_calls: [calling('a', 'f')] },
      { role: 'tool', tool_call_id: 'a', content: 'A' },
    ];
    expect(contents(messages).slice(0, 2)).toEqual([
      SAID,
      { role: 'model', parts: [{ text: 'I look.' }, { functionCall: { name: 'f', args: {} } }] },
    ]);
  });

  it('begins and, from Gemini 3 on, ends with the user', () => {
    const said = { role: 'model', parts: [{ text: 'Hello' }] };
    const first = { role: 'user', parts: [{ text: '(The conversation begins with the assistant.)' }] };
    const assistant = { role: 'assistant', content: 'Hello' };
    expect(contents([assistant, USER])).toEqual([first, said, SAID]);
    expect(contents([USER, assistant])).toEqual([SAID, said]);
    const goOn = { role: 'user', parts: [{ text: 'Please continue.' }] };
    expect(contents([USER, assistant], 'gemini-3-pro')).toEqual([SAID, said, goOn]);
  });

  it('tells the grammar of a custom tool in words', () => {
    const format = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } };
    const tools = [{ type: 'custom', custom: { name: 'p', format } }];
    expect(JSON.stringify(mapped({ messages: [USER], tools }))).toContain('start: \\"a\\"');
  });

  it('declares tools and which of them is to be called', () => {
    const tools = [
      {
        type: 'function',
        function: {
          name: 'weather',
          description: 'Weather of a city',
          parameters: {
            $schema: 'http://json-schema.org/draft-07/schema#',
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      },
      { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
    ];
    expect(mapped({ tools, tool_choice: { type: 'function', function: { name: 'now' } } })).toMatchObject({
      tools: [
        {
          functionDeclarations: [
            {
              name: 'weather',
              description: 'Weather of a city',
              parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
            },
            { name: 'now', description: '' },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['now'] } },
    });
    expect(JSON.stringify(mapped({ tools }))).not.toMatch(/additionalProperties|\$schema/);
    for (const [choice, mode] of [
      ['auto', 'AUTO'],
      ['none', 'NONE'],
      ['required', 'ANY'],
    ] as const) {
      expect(mapped({ tools, tool_choice: choice })['toolConfig']).toEqual({
        functionCallingConfig: { mode },
      });
    }
  });

  it('asks for JSON, by a schema where there is one', () => {
    expect(config({ response_format: { type: 'json_object' } })).toEqual({
      responseMimeType: 'application/json',
    });
    const schema = {
      type: 'object',
      properties: { title: { type: ['string', 'null'] }, kind: { enum: ['a', 'b'] } },
      required: ['title'],
      additionalProperties: false,
    };
    expect(config({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } })).toEqual({
      responseMimeType: 'application/json',
      responseSchema: {
        type: 'object',
        properties: { title: { type: 'string', nullable: true }, kind: { type: 'string', enum: ['a', 'b'] } },
        required: ['title'],
      },
    });
  });
});

describe('an answer of ours that comes back', () => {
  const back = (response: object): unknown => {
    const seen = seenResponse(response as JsonObject);
    const message = {
      role: 'assistant',
      content: seen.content,
      reasoning_content: seen.reasoning,
      provider_fields: seen.fields,
      tool_calls: seen.calls.map((call) =>
        calling(call.id, call.name, call.arguments, { extra_content: call.fields }),
      ),
    };
    return (between(message, 'gemini-3-pro') as { parts: unknown }[])[0]?.parts;
  };
  const answer = (parts: readonly object[]): object => ({
    candidates: [{ content: { parts }, finishReason: 'STOP' }],
  });

  it.each([
    ['a signed text', [{ text: 'Hello', thoughtSignature: 'S1' }]],
    ['a text with a signature behind it', [{ text: 'Hello' }, { text: '', thoughtSignature: 'S1' }]],
    ['a signature in the middle', [{ text: 'a' }, { text: 'b', thoughtSignature: 'S1' }, { text: 'c' }]],
    [
      'a call with its id',
      [{ functionCall: { id: 'x1', name: 'f', args: { a: 1 } }, thoughtSignature: 'S1' }],
    ],
    [
      'parallel calls',
      [
        { text: 'Looking' },
        { functionCall: { name: 'f', args: {} }, thoughtSignature: 'S1' },
        { functionCall: { name: 'g', args: {} } },
        { text: '', thoughtSignature: 'S2' },
      ],
    ],
    [
      'code that was run',
      [
        { text: 'a' },
        { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 'S1' },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        { text: 'b' },
      ],
    ],
  ])('%s is part for part what the provider sent', (_what, parts) => {
    expect(back(answer(parts))).toEqual(parts);
  });

  it('leaves signatures out when its text is another one', () => {
    const { fields } = seenResponse(answer([{ text: 'A long text', thoughtSignature: 'S1' }]) as JsonObject);
    expect(between({ role: 'assistant', content: 'Short', provider_fields: fields })).toEqual([
      { role: 'model', parts: [{ text: 'Short' }] },
    ]);
  });

  it.each([[null], ['x'], [{ google: { blocks: [{ type: 'text', length: -1 }, 5, { type: 'opaque' }] } }]])(
    'takes no harm from foreign provider_fields (%j)',
    (provider_fields) => {
      expect(between({ role: 'assistant', content: 'Hi', provider_fields })).toEqual([
        { role: 'model', parts: [{ text: 'Hi' }] },
      ]);
    },
  );
});

describeWithRecordings('recorded answers that come back', () => {
  it.each(['google-text', 'google-reasoning', 'google-tool-call', 'google-tool-call-gemini3'])(
    '%s, part for part',
    (name) => {
      const response = JSON.parse(recordedWhole(`google/${name}`)) as {
        candidates: { content: { parts: unknown } }[];
      };
      const seen = seenResponse(response);
      const message = {
        role: 'assistant',
        content: seen.content,
        provider_fields: seen.fields,
        tool_calls: seen.calls.map((call) =>
          calling(call.id, call.name, call.arguments, { extra_content: call.fields }),
        ),
      };
      expect(between(message, 'gemini-3-pro-preview')).toEqual([
        { role: 'model', parts: response.candidates[0]?.content.parts },
      ]);
    },
  );
});
