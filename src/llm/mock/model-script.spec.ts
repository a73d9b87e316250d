import type { JsonObject } from '../../json/json-object';
import type { MockModelId } from './mock-models';
import { scriptOf } from './model-script';

function tool(name: string, parameters?: JsonObject) {
  return { type: 'function', function: { name, ...(parameters && { parameters }) } };
}

function script(id: MockModelId, body: JsonObject) {
  const { steps, finishReason } = scriptOf(id, body, []);
  return {
    finishReason,
    content: steps.map((step) => (step.kind === 'content' ? step.text : '')).join(''),
    tools: steps.flatMap((step) => (step.kind === 'tool' ? [step.name] : [])),
    pieces: steps.length,
  };
}

const user = (content: unknown) => ({ role: 'user', content });

describe('mock-echo', () => {
  it.each([
    ['a text', [user('Hi  there\n ')], 'Hi  there\n '],
    ['the last user message', [user('first'), user('second'), { role: 'assistant', content: 'x' }], 'second'],
    [
      'text parts, joined',
      [
        user([
          { type: 'text', text: 'a ' },
          { type: 'image_url', image_url: {} },
          { type: 'text', text: 'b' },
        ]),
      ],
      'a b',
    ],
    ['text of any script', [user('日本語 🙂\u2028 ok')], '日本語 🙂\u2028 ok'],
    ['nothing where there is nothing', [{ role: 'system', content: 'x' }], ''],
  ])('repeats %s', (_, messages, content) => {
    expect(script('mock-echo', { messages })).toMatchObject({ content, finishReason: 'stop' });
  });

  it.each([
    [undefined],
    ['text'],
    [[null, 1, 'x', [], { role: 'user', content: [null, 7, { type: 'text' }] }]],
  ])('takes malformed messages: %j', (messages) => {
    expect(script('mock-echo', { messages }).content).toBe('');
  });
});

describe('mock-tools', () => {
  const tools = [tool('a'), tool('b'), tool('c')];

  it.each([
    ['the first two in parallel', { tools }, ['a', 'b'], 'tool_calls'],
    ['one alone', { tools: [tool('a')] }, ['a'], 'tool_calls'],
    ['the first alone when told', { tools, parallel_tool_calls: false }, ['a'], 'tool_calls'],
    [
      'the named one, finishing with stop',
      { tools, tool_choice: { type: 'function', function: { name: 'c' } } },
      ['c'],
      'stop',
    ],
    ['none when told', { tools, tool_choice: 'none' }, [], 'stop'],
    ['none of none', {}, [], 'stop'],
    ['no tool of another kind', { tools: [{ type: 'custom', custom: { name: 'x' } }, null] }, [], 'stop'],
  ])('calls %s', (_, body, called, finishReason) => {
    const { tools: names, ...rest } = script('mock-tools', { messages: [user('x')], ...body });
    expect(names).toEqual(called);
    expect(rest.finishReason).toBe(finishReason);
    expect(rest.content).toBe(called.length === 0 ? 'Mock LLM streaming response' : '');
  });

  it('quotes the results that the conversation ends with', () => {
    const messages = [
      user('x'),
      { role: 'tool', content: 'old' },
      { role: 'assistant', content: null },
      { role: 'tool', content: '18 °C' },
      { role: 'tool', content: [{ type: 'text', text: 'noon' }] },
    ];
    expect(script('mock-tools', { messages, tools }).content).toBe('The tool answered: 18 °C; noon');
  });

  it('refuses a named tool that is not offered', () => {
    const body = { tools, tool_choice: { type: 'function', function: { name: 'z' } } };
    expect(() => script('mock-tools', body)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'tool_choice' }),
    );
  });
});

describe('mock-json', () => {
  it('satisfies the schema, in pieces', () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 3 } },
    };
    const { content, pieces } = script('mock-json', {
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    });
    expect(JSON.parse(content)).toEqual({ city: 'text', days: 3 });
    expect(pieces).toBeGreaterThan(4);
  });

  it.each(['required', { type: 'function', function: { name: 'city' } }])(
    'calls a tool that must be called: %j',
    (choice) => {
      const asked = { tools: [tool('city')], tool_choice: choice };
      expect(script('mock-json', asked)).toMatchObject({ content: '', tools: ['city'] });
      expect(script('mock-json', { ...asked, tool_choice: 'auto' }).content).toBe('{"mock":true}');
    },
  );

  it.each([[undefined], [{ type: 'json_object' }], [{ type: 'json_schema' }]])(
    'answers an object all the same for %j',
    (format) => {
      expect(script('mock-json', { response_format: format }).content).toBe('{"mock":true}');
    },
  );
});
