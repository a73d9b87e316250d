import type { Json } from '../../../test/support/providers/anthropic-recordings';
import { TOOL, USER, droppedOf, mapped, written } from '../../../test/support/providers/anthropic-request';

describe('writeMessagesRequest: tools', () => {
  const declared = { name: 'get', description: 'Gets.', input_schema: { type: 'object' } };

  it.each<[unknown, boolean | undefined, unknown]>([
    [undefined, undefined, undefined],
    ['auto', undefined, { type: 'auto' }],
    [undefined, false, { type: 'auto', disable_parallel_tool_use: true }],
    ['required', undefined, { type: 'any' }],
    ['required', false, { type: 'any', disable_parallel_tool_use: true }],
    ['none', false, { type: 'none' }],
    [{ type: 'function', function: { name: 'get' } }, true, { type: 'tool', name: 'get' }],
  ])('maps tool_choice %j with parallel_tool_calls %j', (tool_choice, parallel_tool_calls, expected) => {
    const body = mapped({ tools: [TOOL], tool_choice, parallel_tool_calls });
    expect(body['tools']).toEqual([declared]);
    expect(body['tool_choice']).toEqual(expected);
  });

  it('forces no call of a model that refuses it: the named tool alone is declared, and the choice is named as dropped', () => {
    const other = { type: 'function', function: { name: 'other' } };
    const tool_choice = { type: 'function', function: { name: 'get' } };
    const given = { tools: [TOOL, other], tool_choice, model: 'claude-opus-5-5' };
    expect(mapped(given)).toMatchObject({ tools: [declared], tool_choice: { type: 'auto' } });
    expect(droppedOf(given)).toEqual(['tool_choice']);
    expect(mapped({ ...given, tool_choice: 'required' })).toMatchObject({
      tools: [declared, { name: 'other' }],
      tool_choice: { type: 'auto' },
    });
  });

  it('gives a schema of an older draft in the form of the newest, on which Claude insists', () => {
    const count = { type: 'number', minimum: 0, exclusiveMinimum: true, required: true };
    const parameters = { type: ['object', 'null'], properties: { count }, required: null };
    const tool = { type: 'function', function: { name: 'get', parameters } };
    expect(mapped({ tools: [tool] })['tools']).toEqual([
      {
        name: 'get',
        input_schema: {
          type: 'object',
          properties: { count: { type: 'number', exclusiveMinimum: 0 } },
          required: ['count'],
        },
      },
    ]);
  });

  it('leaves tool_choice out where there are no tools', () => {
    expect(mapped({ tool_choice: 'auto', tools: [] })).not.toHaveProperty('tool_choice');
  });

  it('declares the tools of the history, unusable, where the request has none', () => {
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'get', arguments: '{}' } }];
    const messages = [
      USER,
      { role: 'assistant', tool_calls },
      { role: 'tool', tool_call_id: 'a', content: 'x' },
    ];
    expect(mapped({ messages })).toMatchObject({ tools: [{ name: 'get' }], tool_choice: { type: 'none' } });
  });

  it('passes the provider’s own tools as they are, and closes the schema of a strict one', () => {
    const search = { type: 'web_search_20250305', name: 'web_search', max_uses: 2 };
    const strict = {
      type: 'function',
      function: { name: 'set', strict: true, parameters: { type: 'object', properties: {} } },
    };
    expect(mapped({ tools: [search, strict] })['tools']).toEqual([
      {
        name: 'set',
        strict: true,
        input_schema: { type: 'object', properties: {}, additionalProperties: false },
      },
      search,
    ]);
  });
});

describe('writeMessagesRequest: tools of other forms', () => {
  const other = { type: 'function', function: { name: 'put', parameters: { type: 'object' } } };

  it.each([
    ['required', { type: 'any' }],
    ['auto', { type: 'auto' }],
  ])('declares the allowed tools alone (%s)', (mode, expected) => {
    const allowed = [{ type: 'function', function: { name: 'put' } }];
    const tool_choice = { type: 'allowed_tools', allowed_tools: { mode, tools: allowed } };
    expect(mapped({ tools: [TOOL, other], tool_choice })).toMatchObject({
      tools: [{ name: 'put' }],
      tool_choice: expected,
    });
  });

  it.each([true, false])('ignores parallel_tool_calls %s where there are no tools', (parallel_tool_calls) => {
    expect(mapped({ parallel_tool_calls }, { strict: true })).toEqual(mapped({}));
  });

  it('reads pages for those who asked for Google’s reader of addresses', () => {
    const { body, betas, dropped } = written({ tools: [{ urlContext: {} }] });
    expect(body['tools']).toEqual([{ type: 'web_fetch_20250910', name: 'web_fetch' }]);
    expect({ betas, dropped }).toEqual({ betas: ['web-fetch-2025-09-10'], dropped: [] });
  });

  it('declares a custom tool as a function of one text, with its grammar in words', () => {
    const format = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } };
    const custom = { name: 'patch', description: 'Patches.', format };
    const { body, customTools } = written({ tools: [{ type: 'custom', custom }] });
    expect(body['tools']).toEqual([
      {
        name: 'patch',
        description: 'Patches.\n\nThe input has to follow this grammar (lark):\nstart: "a"',
        input_schema: {
          type: 'object',
          properties: { input: { type: 'string' } },
          required: ['input'],
          additionalProperties: false,
        },
      },
    ]);
    expect([...customTools]).toEqual(['patch']);
  });

  it('sends an earlier call of a custom tool as a call with that one text', () => {
    const call = { id: 'a', type: 'custom', custom: { name: 'patch', input: 'Begin' } };
    const messages = [
      USER,
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ];
    expect(mapped({ messages })['messages']).toMatchObject([
      {},
      { content: [{ type: 'tool_use', name: 'patch', input: { input: 'Begin' } }] },
      {},
    ]);
  });

  it.each([
    ['a tool of another provider', { type: 'file_search' }, 'tools.0'],
    ['a field of a tool that is not known', { ...TOOL, deadline: 5 }, 'tools.0.deadline'],
  ])('names %s as dropped, and refuses it with strict parameters', (_what, tool, name) => {
    expect(droppedOf({ tools: [tool] })).toEqual([name]);
    expect(() => mapped({ tools: [tool] }, { strict: true })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: name }) as Error,
    );
  });

  it('names strict as dropped where the model has no structured output, or the schema refers to itself', () => {
    const strict = (parameters: Json): Json => ({
      type: 'function',
      function: { name: 'set', strict: true, parameters },
    });
    const recursive = { type: 'object', properties: { child: { $ref: '#' } } };
    const plain = { type: 'object', properties: {} };
    expect(droppedOf({ model: 'claude-3-haiku-20240307', tools: [strict(plain)] })).toEqual([
      'tools.0.strict',
    ]);
    expect(droppedOf({ tools: [strict(plain)] })).toEqual([]);
    expect(droppedOf({ tools: [strict(recursive)] })).toEqual(['tools.0.strict']);
    expect(mapped({ tools: [strict(recursive)] })['tools']).toEqual([
      { name: 'set', input_schema: recursive },
    ]);
  });
});

describe('writeMessagesRequest: the form of the answer', () => {
  const schema = {
    type: 'object',
    properties: {
      age: { type: 'integer', minimum: 0, description: 'Years' },
      tags: { type: 'array', items: { oneOf: [{ type: 'string' }] } },
    },
    required: ['age'],
  };
  const json_schema = { name: 'person', description: 'A person.', schema };
  const response_format = { type: 'json_schema', json_schema };
  const answerTool = {
    name: 'json_response',
    description: 'Gives the final answer, as JSON. A person.',
    input_schema: schema,
  };

  it('is the model’s own structured output, with the schema in its terms', () => {
    expect(mapped({ response_format })['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: {
            age: { type: 'integer', description: 'Years {minimum: 0}' },
            tags: { type: 'array', items: { anyOf: [{ type: 'string' }] } },
          },
          required: ['age'],
          additionalProperties: false,
        },
      },
    });
  });

  it('is a forced tool for models without it', () => {
    const { body, answerTool: name } = written({ model: 'claude-3-haiku-20240307', response_format });
    expect(name).toBe('json_response');
    expect(body).toMatchObject({
      tools: [answerTool],
      tool_choice: { type: 'tool', name: 'json_response', disable_parallel_tool_use: true },
    });
  });

  it('is one tool among the caller’s, of which one is called', () => {
    const body = mapped({ model: 'claude-3-haiku-20240307', response_format, tools: [TOOL] });
    expect(body).toMatchObject({
      tools: [{ name: 'get' }, answerTool],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
  });

  it('is a forced tool for a schema with fields of any name', () => {
    const open = { type: 'object', additionalProperties: { type: 'number' } };
    const body = mapped({
      response_format: { type: 'json_schema', json_schema: { name: 'map', schema: open } },
    });
    expect(body).toMatchObject({ tools: [{ name: 'json_response', input_schema: open }] });
    expect(body).not.toHaveProperty('output_config');
  });

  it.each<[string, Json]>([
    ['the whole', { type: 'object', properties: { child: { $ref: '#' } } }],
    [
      'a definition',
      {
        type: 'object',
        properties: { tree: { $ref: '#/$defs/node' } },
        $defs: {
          node: {
            type: 'object',
            properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } },
          },
        },
      },
    ],
    [
      'each other',
      {
        type: 'object',
        properties: { a: { $ref: '#/$defs/a' } },
        $defs: {
          a: { anyOf: [{ $ref: '#/$defs/b' }] },
          b: { type: 'object', properties: { a: { $ref: '#/$defs/a' } } },
        },
      },
    ],
    [
      'a part',
      {
        type: 'object',
        properties: { a: { type: 'object', properties: { a: { $ref: '#/properties/a' } } } },
      },
    ],
  ])('is a forced tool for a schema that refers to itself (%s)', (_what, recursive) => {
    for (const strict of [true, undefined]) {
      const format = { type: 'json_schema', json_schema: { name: 'tree', schema: recursive, strict } };
      const body = mapped({ response_format: format });
      expect(body).toMatchObject({
        tools: [{ name: 'json_response', input_schema: recursive }],
        tool_choice: { type: 'tool', name: 'json_response' },
      });
      expect(body).not.toHaveProperty('output_config');
    }
  });

  it('is structured output for a schema that uses a definition twice', () => {
    const twice = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/x' }, b: { $ref: '#/$defs/x' } },
      $defs: { x: { type: 'string' } },
    };
    const format = { type: 'json_schema', json_schema: { name: 'twice', schema: twice } };
    expect(mapped({ response_format: format })).toHaveProperty('output_config');
  });

  it('is a forced tool for json_object, and is said in words where no tool can be forced', () => {
    const format = { type: 'json_object' };
    expect(mapped({ response_format: format })).toMatchObject({
      tool_choice: { type: 'tool', name: 'json_response' },
      tools: [{ input_schema: { type: 'object', additionalProperties: true } }],
    });
    const told = mapped({ response_format: format, model: 'claude-opus-5-5' });
    expect(told).not.toHaveProperty('tools');
    expect(told['system']).toMatchObject([{ text: expect.stringContaining('one JSON object') as unknown }]);
  });

  it('leaves the answer to a tool that the caller forces', () => {
    const body = mapped({ response_format: { type: 'json_object' }, tools: [TOOL], tool_choice: 'required' });
    expect(body).toMatchObject({ tools: [{ name: 'get' }], tool_choice: { type: 'any' } });
  });
});
