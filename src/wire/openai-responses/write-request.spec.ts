import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { readChatRequest } from '../openai-chat/read-request';
import { writeResponsesRequest } from './write-request';

const TARGET = { model: 'gpt-5', maxOutputTokens: undefined, stream: false, strict: false };
const HELLO = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const PICTURE = {
  type: 'image_url',
  image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' },
};

function written(body: JsonObject, target: Partial<typeof TARGET> = {}) {
  return writeResponsesRequest(readChatRequest({ ...HELLO, ...body }), { ...TARGET, ...target });
}

describe('a Responses request for a caller of another wire', () => {
  it('keeps every turn in its place, calls and their results by their ids', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    const custom = { id: 'call_2', type: 'custom', custom: { name: 'c', input: 'x' } };
    const { body } = written({
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: [{ type: 'text', text: 'Look' }, PICTURE] },
        { role: 'assistant', content: 'Well.', tool_calls: [call, custom] },
        { role: 'tool', tool_call_id: 'call_1', content: '1.10' },
        { role: 'tool', tool_call_id: 'call_2', content: 'y' },
        { role: 'system', content: 'Later.' },
      ],
    });
    expect(body['input']).toEqual([
      { type: 'message', role: 'system', content: 'Be short.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look' },
          { type: 'input_image', image_url: PICTURE.image_url.url, detail: 'low' },
        ],
      },
      { type: 'message', role: 'assistant', content: 'Well.' },
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1}' },
      { type: 'custom_tool_call', call_id: 'call_2', name: 'c', input: 'x' },
      { type: 'function_call_output', call_id: 'call_1', output: '1.10' },
      { type: 'custom_tool_call_output', call_id: 'call_2', output: 'y' },
      { type: 'message', role: 'system', content: 'Later.' },
    ]);
  });

  it('has no reasoning that nothing of the model follows, and names a picture of an earlier answer', () => {
    const reasoning = { type: 'reasoning', id: 'rs_1', encrypted_content: 'x', summary: [] };
    const blocks = [
      { type: 'opaque', value: reasoning },
      { type: 'image', index: 0 },
    ];
    const assistant = (more: object): object => ({
      role: 'assistant',
      images: [PICTURE],
      provider_fields: { openai: { blocks } },
      ...more,
    });
    const after = { role: 'user', content: 'Go on.' };
    const types = (message: object): unknown => {
      const { body, dropped } = written({ messages: [...HELLO.messages, message, after] });
      const { input } = body as { input: readonly { type: unknown; role?: unknown }[] };
      return [input.map(({ type, role }) => role ?? type), dropped];
    };
    const named = ['messages.1.images.0'];
    expect(types(assistant({ content: null }))).toEqual([['user', 'user'], named]);
    const said = {
      content: 'Here.',
      provider_fields: { openai: { blocks: [...blocks, { type: 'text', length: 5 }] } },
    };
    expect(types(assistant(said))).toEqual([['user', 'reasoning', 'assistant', 'user'], named]);
  });

  it('makes a call’s id fit, the same for its result', () => {
    const id = 'x'.repeat(100);
    const { body } = written({
      messages: [
        ...HELLO.messages,
        { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '' } }] },
        { role: 'tool', tool_call_id: id, content: 'ok' },
      ],
    });
    const [, call, result] = body['input'] as [JsonObject, JsonObject, JsonObject];
    expect(call).toMatchObject({ arguments: '{}' });
    expect(String(call['call_id']).length).toBeLessThanOrEqual(64);
    expect(result['call_id']).toBe(call['call_id']);
  });

  it('declares functions as objects with properties, and asks for the reasoning that OpenRouter’s callers want', () => {
    const functions = [{}, { type: 'object' }, { properties: { a: {} } }, { anyOf: [] }];
    const tools = functions.map((parameters, index) => ({
      type: 'function',
      function: { name: `f${index}`, parameters },
    }));
    const { body, dropped } = written({ tools, reasoning: { max_tokens: 20_000 } });
    const empty = { type: 'object', properties: {} };
    expect((body['tools'] as JsonObject[]).map(({ parameters }) => parameters)).toEqual([
      empty,
      empty,
      { type: 'object', properties: { a: {} } },
      empty,
    ]);
    expect(body['reasoning']).toEqual({ effort: 'high' });
    expect(dropped).toEqual([]);
    expect(written({ reasoning: { enabled: false } }).body['reasoning']).toEqual({ effort: 'none' });
    expect(written({ reasoning: { unheard: 1 } }).dropped).toEqual(['reasoning']);
    const thinking = written({ thinking: { type: 'enabled', budget_tokens: 2_000 } });
    expect([thinking.body['reasoning'], thinking.dropped]).toEqual([{ effort: 'low' }, []]);
    expect(written({ thinking: { type: 'disabled' } }).body['reasoning']).toEqual({ effort: 'none' });
    expect(written({ thinking: { type: 'unheard' } }).dropped).toEqual(['thinking']);
    expect(written({ reasoning: { effort: 'low' }, reasoning_effort: 'high' }).dropped).toEqual([
      'reasoning',
    ]);
  });

  it('says settings and tools in this wire’s words', () => {
    const schema = { type: 'object', properties: {} };
    const { body, dropped } = written({
      max_completion_tokens: 50,
      reasoning_effort: 'low',
      verbosity: 'low',
      parallel_tool_calls: false,
      stop: ['x'],
      seed: 1,
      prompt_cache_key: 'k',
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
      tools: [
        { type: 'function', function: { name: 'f', parameters: schema } },
        {
          type: 'custom',
          custom: { name: 'c', format: { type: 'grammar', grammar: { syntax: 'regex', definition: '.' } } },
        },
        { type: 'code_execution_20250522', name: 'code_execution' },
        { type: 'web_fetch_20250910', name: 'web_fetch' },
      ],
      tool_choice: { type: 'custom', custom: { name: 'c' } },
    });
    expect(body).toMatchObject({
      max_output_tokens: 50,
      reasoning: { effort: 'low' },
      parallel_tool_calls: false,
      prompt_cache_key: 'k',
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'n', schema, strict: false } },
      tools: [
        { type: 'function', name: 'f', parameters: schema, strict: false },
        { type: 'custom', name: 'c', format: { type: 'grammar', syntax: 'regex', definition: '.' } },
        { type: 'code_interpreter', container: { type: 'auto' } },
      ],
      tool_choice: { type: 'custom', name: 'c' },
    });
    expect([...dropped].sort()).toEqual(['seed', 'stop', 'tools.3']);
    expect(body).not.toHaveProperty('stop');
  });

  it('asks to keep strictly to a schema where OpenAI can alone, and names where not', () => {
    const open = { type: 'object', properties: { a: { type: 'string' } } };
    const closed = { ...open, required: ['a'], additionalProperties: false };
    const asked = (schema: JsonObject): Parameters<typeof written>[0] => ({
      tools: [{ type: 'function', function: { name: 'f', parameters: schema, strict: true } }],
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } },
    });
    for (const [schema, strict, names] of [
      [open, false, ['tools.0.strict', 'response_format.strict']],
      [closed, true, []],
    ] as const) {
      const { body, dropped } = written(asked(schema));
      expect(body).toMatchObject({ tools: [{ strict }], text: { format: { strict } } });
      expect(dropped).toEqual(names);
    }
    expect(() => written(asked(open), { strict: true })).toThrow('tools.0.strict');
  });

  it.each(['gpt-4o', 'org/gpt-4.1-nano', 'gpt-5-chat-latest'])(
    'asks %s for no encrypted reasoning',
    (model) => {
      expect(written({}, { model }).body).not.toHaveProperty('include');
    },
  );

  it.each(['gpt-5', 'o3', 'grok-4', 'any-model'])(
    'asks %s for its reasoning, which is kept nowhere',
    (model) => {
      expect(written({}, { model }).body).toMatchObject({
        store: false,
        include: ['reasoning.encrypted_content'],
      });
    },
  );

  it('says once that nothing is kept, and takes an end user by both names', () => {
    const { body, dropped } = written({ store: false, user: 'u', safety_identifier: 's' }, { strict: true });
    expect(body).toMatchObject({ store: false, user: 'u', safety_identifier: 's' });
    expect(dropped).toEqual([]);
    expect(written({ store: true }).dropped).toEqual(['store']);
  });

  it('refuses what would change the answer, and in strict mode what would be dropped', () => {
    expect(() => written({ n: 2 })).toThrow(GatewayError);
    expect(() => written({ seed: 1 }, { strict: true })).toThrow('seed');
  });
});
