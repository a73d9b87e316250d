import { callOf } from '../../../test/support/anthropic-chunks';
import { TOOL, USER, mapped } from '../../../test/support/anthropic-request';
import { messagesRequest } from './request';

describe('messagesRequest: tools', () => {
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

describe('messagesRequest: the form of the answer', () => {
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
    const call = callOf({ model: 'claude-3-haiku-20240307', messages: [USER], response_format });
    const { body, answerTool: name } = messagesRequest(call, false, false);
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
