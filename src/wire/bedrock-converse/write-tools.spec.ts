import {
  CLAUDE_STRUCTURED,
  HI,
  HI_TURN,
  LLAMA,
  bodyOf,
  mapped,
  tool,
  toolCall,
  toolSpec,
} from '../../../test/support/providers/bedrock-requests';

describe('the schema of a tool for Amazon Nova', () => {
  const NOVA = 'eu.amazon.nova-lite-v1:0';
  const schemaOf = (parameters: object, model = NOVA): unknown => {
    const body = bodyOf({ tools: [{ type: 'function', function: { name: 'a', parameters } }] }, model);
    const { tools } = body['toolConfig'] as { tools: [{ toolSpec: { inputSchema: { json: unknown } } }] };
    return tools[0].toolSpec.inputSchema.json;
  };
  const place = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false };
  const own = {
    type: 'object',
    properties: { at: { $ref: '#/$defs/place', title: 'At' } },
    required: ['at'],
  };
  const given = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'T',
    description: 'D.',
    ...own,
  };

  it('has nothing at its top that Nova refuses, and references written out', () => {
    const expected = { ...own, properties: { at: { ...place, title: 'At' } } };
    expect(schemaOf({ ...given, additionalProperties: false, $defs: { place } })).toEqual(expected);
    const definitions = { place: { $ref: '#/definitions/town' }, town: place };
    const properties = { at: { $ref: '#/definitions/place', title: 'At' } };
    expect(schemaOf({ ...given, properties, definitions })).toEqual(expected);
    expect(schemaOf({ $ref: '#/$defs/own', $defs: { own, place } })).toEqual(expected);
    expect(schemaOf({})).toEqual({ type: 'object', properties: {} });
  });

  it('ends where it refers to itself, and is bounded', () => {
    const tree = { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/$defs/tree' } } } };
    expect(
      schemaOf({ type: 'object', properties: { tree: { $ref: '#/$defs/tree' } }, $defs: { tree } }),
    ).toEqual({
      type: 'object',
      properties: { tree: { ...tree, properties: { kids: { type: 'array', items: {} } } } },
    });
    const wide = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [
        `t${n}`,
        { anyOf: [{ $ref: `#/$defs/t${n + 1}` }, { $ref: `#/$defs/t${n + 1}` }] },
      ]),
    );
    const many = schemaOf({ type: 'object', properties: { a: { $ref: '#/$defs/t0' } }, $defs: wide });
    expect(JSON.stringify(many).length).toBeLessThan(200_000);
  });

  it('stays as it is at other models', () => {
    expect(schemaOf({ ...given, $defs: { place } }, LLAMA)).toEqual({ ...given, $defs: { place } });
  });
});

describe('tools in a request to Bedrock', () => {
  it('are declared without empty descriptions, with a schema in any case', () => {
    const tools = [
      tool('a', { description: '' }),
      { type: 'function', function: { name: 'b', description: 'B.' } },
    ];
    expect(bodyOf({ tools, tool_choice: 'auto' })['toolConfig']).toEqual({
      tools: [
        toolSpec('a'),
        {
          toolSpec: {
            name: 'b',
            description: 'B.',
            inputSchema: { json: { type: 'object', properties: {} } },
          },
        },
      ],
    });
  });

  it.each([
    ['required', { any: {} }],
    [{ type: 'function', function: { name: 'a' } }, { tool: { name: 'a' } }],
    ['auto', undefined],
  ])('are chosen by %j', (tool_choice, toolChoice) => {
    expect(bodyOf({ tools: [tool('a')], tool_choice })['toolConfig']).toEqual({
      tools: [toolSpec('a')],
      ...(toolChoice === undefined ? {} : { toolChoice }),
    });
  });

  it('are one alone where it is named and the model can be made to call any', () => {
    const asked = {
      tools: [tool('a'), tool('b')],
      tool_choice: { type: 'function', function: { name: 'b' } },
    };
    expect(bodyOf(asked, 'mistral.mistral-large-2407-v1:0')['toolConfig']).toEqual({
      tools: [toolSpec('b')],
      toolChoice: { any: {} },
    });
  });

  const HISTORY = [
    HI,
    {
      role: 'assistant',
      content: null,
      tool_calls: [toolCall('c1', 'look', '{"x":1}'), toolCall('c:2', 'look', '')],
    },
    { role: 'tool', tool_call_id: 'c1', content: '{"n": 12345678901234567890}' },
    { role: 'tool', tool_call_id: 'c:2', content: 'dark' },
    { role: 'user', content: 'And?' },
  ];

  it('go back with their results in one turn, under ids that the API takes', () => {
    const { messages } = bodyOf({ messages: HISTORY, tools: [tool('look')] });
    const id = expect.stringMatching(/^call_[0-9a-f]{32}$/) as unknown;
    expect(messages).toEqual([
      HI_TURN,
      {
        role: 'assistant',
        content: [
          { toolUse: { toolUseId: 'c1', name: 'look', input: { x: 1 } } },
          { toolUse: { toolUseId: id, name: 'look', input: {} } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'c1', content: [{ text: '{"n": 12345678901234567890}' }] } },
          { toolResult: { toolUseId: id, content: [{ text: 'dark' }] } },
          { text: 'And?' },
        ],
      },
    ]);
  });

  it('are declared from the history where the request declares none, or wants none', () => {
    expect(bodyOf({ messages: HISTORY })['toolConfig']).toEqual({ tools: [toolSpec('look')] });
    const none = { tools: [tool('look'), tool('b')], tool_choice: 'none' };
    expect(bodyOf({ messages: HISTORY, ...none })['toolConfig']).toEqual({
      tools: [toolSpec('look'), toolSpec('b')],
    });
    expect(bodyOf(none)['toolConfig']).toBeUndefined();
  });

  it('are called one at a time by Claude when parallel calls are ruled out', () => {
    const body = bodyOf({ tools: [tool('a')], parallel_tool_calls: false, tool_choice: 'required' });
    expect(body['toolConfig']).toEqual({ tools: [toolSpec('a')] });
    expect(body['additionalModelRequestFields']).toEqual({
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
  });

  it('are not called one at a time by models that cannot be kept from calling several, which is told', () => {
    const asked = { tools: [tool('a')], parallel_tool_calls: false };
    expect(mapped(asked, LLAMA).dropped).toEqual(['parallel_tool_calls']);
    expect(() => mapped(asked, LLAMA, true)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'parallel_tool_calls' }) as Error,
    );
    expect(() => mapped({ tools: [tool('a')], parallel_tool_calls: true }, LLAMA, true)).not.toThrow();
  });
});

describe('tools of other forms in a request to Bedrock', () => {
  it.each([
    ['required', { any: {} }],
    ['auto', undefined],
  ])('are those that are allowed alone (%s)', (mode, toolChoice) => {
    const tools = [{ type: 'function', function: { name: 'b' } }];
    const tool_choice = { type: 'allowed_tools', allowed_tools: { mode, tools } };
    expect(bodyOf({ tools: [tool('a'), tool('b')], tool_choice })['toolConfig']).toEqual({
      tools: [toolSpec('b')],
      ...(toolChoice === undefined ? {} : { toolChoice }),
    });
  });

  it.each([
    ['mistral.mistral-large-2407-v1:0', { any: {} }, []],
    ['deepseek.v3-v1:0', { any: {} }, []],
    [LLAMA, undefined, ['tool_choice']],
  ])('are the named one alone for %s, which takes no name', (model, toolChoice, dropped) => {
    const tool_choice = { type: 'function', function: { name: 'b' } };
    const given = { tools: [tool('a'), tool('b')], tool_choice, messages: [HI] };
    const written = mapped(given, model);
    const choice = toolChoice === undefined ? {} : { toolChoice };
    expect(written.body['toolConfig']).toEqual({ tools: [toolSpec('b')], ...choice });
    expect(written.dropped).toEqual(dropped);
  });

  it('are functions of one text where they are custom ones', () => {
    const custom = { name: 'patch', description: 'Patches.' };
    const { body, customTools } = mapped({ tools: [{ type: 'custom', custom }] });
    expect(body['toolConfig']).toMatchObject({
      tools: [{ toolSpec: { name: 'patch', inputSchema: { json: { required: ['input'] } } } }],
    });
    expect([...customTools]).toEqual(['patch']);
  });

  it.each([LLAMA, CLAUDE_STRUCTURED])('may be ruled out one at a time where %s has none', (model) => {
    expect(mapped({ parallel_tool_calls: false }, model, true).body).toEqual({ messages: [HI_TURN] });
  });

  it.each([
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', /^[a-zA-Z0-9_-]{1,64}$/],
    ['mistral.mistral-large-2407-v1:0', /^[a-zA-Z0-9]{9}$/],
  ])('of %s have ids that it takes, two of them two, each with its result', (model, form) => {
    const ids = [
      'f.x:0',
      'f_x:0',
      'f_x_0',
      'abcdefghi',
      `call_${'x'.repeat(80)}1`,
      `call_${'x'.repeat(80)}2`,
    ];
    const { messages } = bodyOf(
      {
        messages: [
          HI,
          { role: 'assistant', tool_calls: ids.map((id) => toolCall(id, 'look')) },
          ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: id })),
        ],
      },
      model,
    ) as { messages: { content: { toolUse?: { toolUseId: string }; toolResult?: ToolResult }[] }[] };
    const called = messages[1]?.content.map(({ toolUse }) => toolUse?.toolUseId) ?? [];
    expect(new Set(called).size).toBe(ids.length);
    for (const id of called) expect(id).toMatch(form);
    expect(messages[2]?.content.map(({ toolResult }) => toolResult)).toEqual(
      called.map((toolUseId, index) => ({ toolUseId, content: [{ text: ids[index] }] })),
    );
  });

  it('are answered with pictures inside the result, and with their failure', () => {
    const content = [
      { type: 'text', text: 'Seen:' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ];
    const messages = [
      HI,
      { role: 'assistant', tool_calls: [toolCall('t1', 'look', '{"x":')] },
      { role: 'tool', tool_call_id: 't1', content, is_error: true },
    ];
    expect(bodyOf({ messages })['messages']).toMatchObject([
      {},
      { content: [{ toolUse: { input: { INVALID_JSON: '{"x":' } } }] },
      { content: [{ toolResult: { status: 'error', content: [{ text: 'Seen:' }, { image: {} }] } }] },
    ]);
  });
});

interface ToolResult {
  readonly toolUseId: string;
  readonly content: unknown;
}

describe('a wanted form of the answer', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  const response_format = { type: 'json_schema', json_schema: { name: 'thing', schema, strict: true } };

  it('is structured output where the model has that', () => {
    const { body, answerTool } = mapped({ response_format }, CLAUDE_STRUCTURED);
    expect(answerTool).toBeUndefined();
    expect(body['outputConfig']).toEqual({
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { name: 'thing', schema: JSON.stringify(schema) } },
      },
    });
  });

  it('is a tool that has to be called for a schema that refers to itself', () => {
    const recursive = { type: 'object', properties: { child: { $ref: '#' } } };
    const json_schema = { name: 'tree', schema: recursive, strict: true };
    const { body, answerTool } = mapped(
      { response_format: { type: 'json_schema', json_schema } },
      CLAUDE_STRUCTURED,
    );
    expect(answerTool).toBe('json');
    expect(body).not.toHaveProperty('outputConfig');
  });

  it('is a tool that has to be called elsewhere', () => {
    const { body, answerTool } = mapped({ response_format });
    expect(answerTool).toBe('json');
    expect(body['toolConfig']).toMatchObject({
      tools: [{ toolSpec: { name: 'json', inputSchema: { json: schema } } }],
      toolChoice: { tool: { name: 'json' } },
    });
  });

  it('is one tool of several beside those of the caller, under a name that is free', () => {
    const { body, answerTool } = mapped({ response_format, tools: [tool('json')] });
    expect(answerTool).toBe('json_answer');
    expect(body['toolConfig']).toMatchObject({ toolChoice: { any: {} } });
  });

  it('is a tool that is only offered where none can be forced', () => {
    expect(bodyOf({ response_format }, LLAMA)['toolConfig']).not.toHaveProperty('toolChoice');
  });

  it('is told in words for json_object', () => {
    const { body, answerTool } = mapped({ response_format: { type: 'json_object' } });
    expect(answerTool).toBeUndefined();
    expect(body['system']).toEqual([{ text: expect.stringContaining('JSON object') as unknown }]);
  });
});
