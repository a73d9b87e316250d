import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest } from '../canonical/canonical-request';
import { PartSeal } from '../canonical/part-seal';
import { readResponsesRequest } from './read-request';
import { readTools } from './read-tools';

const SEAL = new PartSeal(Buffer.alloc(32, 7));
const read = (body: JsonObject): CanonicalRequest => readResponsesRequest(body, readTools(body), SEAL);

describe('a Responses request', () => {
  it('is read in the caller’s order, calls with their reasoning, results together', () => {
    const { turns } = read({
      instructions: 'Be short.',
      input: [
        { role: 'developer', content: 'Early.' },
        { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Well', annotations: [] }],
        },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}', status: 'completed' },
        { type: 'custom_tool_call', call_id: 'c2', name: 'p', input: 'patch' },
        { type: 'function_call_output', call_id: 'c1', output: '1.10' },
        {
          type: 'custom_tool_call_output',
          call_id: 'c2',
          output: [{ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' }],
        },
        { type: 'message', role: 'system', content: 'Late.' },
      ],
    });
    expect(turns.map(({ role, parts }) => [role, ...parts.map(({ kind }) => kind)])).toEqual([
      ['instructions', 'text'],
      ['instructions', 'text'],
      ['user', 'text'],
      ['assistant', 'reasoning', 'text', 'tool_call', 'tool_call'],
      ['user', 'tool_result', 'tool_result'],
      ['instructions', 'text'],
    ]);
    expect(turns[3]?.parts[3]).toMatchObject({ name: 'p', input: '{"input":"patch"}', tool: 'function' });
    expect(turns[4]?.parts[1]).toMatchObject({ callId: 'c2', parts: [{ kind: 'image' }] });
  });

  it('has the effort and the form that its last updates ask for, which say nothing themselves', () => {
    const format = { type: 'json_schema', name: 'n', schema: { type: 'object' } };
    const { turns, settings } = read({
      reasoning: { effort: 'low', summary: 'auto' },
      text: { verbosity: 'high', format },
      input: [
        { role: 'user', content: 'Hi' },
        { type: 'configuration_update', reasoning: { effort: 'medium' }, text: { format: { type: 'text' } } },
        { type: 'configuration_update', id: 'cu_1', reasoning: { effort: 'high' }, text: null },
      ],
    });
    expect(turns).toHaveLength(1);
    expect(settings).toMatchObject({ reasoning: { effort: 'high', visible: true }, verbosity: 'high' });
    expect(settings.responseFormat).toEqual({ type: 'text' });
    expect(() => read({ input: [{ type: 'configuration_update', text: 'x' }] })).toThrow(/input\.0\.text/);
  });

  it('reads many updates in a time that grows with their number, and not with its square', () => {
    const updates = Array.from({ length: 20_000 }, (_, at) => ({
      type: 'configuration_update',
      reasoning: { [`field_${at}`]: 1, effort: at % 2 === 0 ? 'low' : 'high' },
    }));
    const { settings } = read({ input: [{ role: 'user', content: 'Hi' }, ...updates] });
    expect(settings.reasoning).toMatchObject({ effort: 'high' });
  });

  it('has what an agent is told by another, and leaves what OpenAI encrypted to OpenAI', () => {
    const told = (secret: string): JsonObject => ({
      type: 'agent_message',
      author: '/root',
      recipient: '/root/worker',
      content: [
        { type: 'input_text', text: 'Sender: /root\nPayload:\n' },
        { type: 'encrypted_content', encrypted_content: secret },
      ],
    });
    const { turns } = read({ input: [told('List the files.'), told('gAAAAABo4Zs')] });
    expect(turns).toMatchObject([
      { role: 'user', parts: [{ text: 'Sender: /root\nPayload:\n' }, { text: 'List the files.' }] },
      { role: 'user', parts: [{ text: 'Sender: /root\nPayload:\n' }] },
      { role: 'assistant', parts: [{ kind: 'opaque', maker: 'openai', value: { type: 'agent_message' } }] },
    ]);
    expect(turns[1]?.parts).toHaveLength(1);
  });

  it('has the tools that a search at OpenAI found, and no turn of the search itself', () => {
    const search = { call_id: null, execution: 'server', status: 'completed' };
    const { turns, tools } = read({
      tools: [{ type: 'tool_search' }],
      input: [
        { role: 'user', content: 'Hi' },
        { type: 'tool_search_call', id: 'tsc_1', arguments: { paths: ['crm'] }, ...search },
        { type: 'tool_search_output', id: 'tso_1', tools: [{ type: 'function', name: 'found' }], ...search },
        { type: 'function_call', call_id: 'c1', name: 'found', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'ok' },
      ],
    });
    expect(turns.flatMap(({ parts }) => parts.map(({ kind }) => kind))).toEqual([
      'text',
      'tool_call',
      'tool_result',
    ]);
    expect(tools).toMatchObject([{ kind: 'provider' }, { kind: 'function', name: 'found' }]);
  });

  it('tells what a group of tools is once, with its first one, and not beyond what a description may have', () => {
    const described = (name: string, description?: string): JsonObject => ({
      type: 'function',
      name,
      ...(description === undefined ? {} : { description }),
    });
    const group = (description: string | undefined, own?: string): JsonObject => ({
      type: 'namespace',
      name: 'crm',
      ...(description === undefined ? {} : { description }),
      tools: [{ type: 'web_search' }, described('a', own), described('b', 'Bs.')],
    });
    const descriptions = (tool: JsonObject): unknown[] =>
      read({ input: 'Hi', tools: [tool] }).tools.map((one) =>
        one.kind === 'provider' ? one.maker : one.description,
      );
    expect(descriptions(group('Customers.', 'As.'))).toEqual(['openai', 'crm: Customers.\n\nAs.', 'Bs.']);
    expect(descriptions(group('Customers.'))).toEqual(['openai', 'crm: Customers.', 'Bs.']);
    expect(descriptions(group(undefined, 'As.'))).toEqual(['openai', 'As.', 'Bs.']);
    const [, cut] = descriptions(group('x'.repeat(5_000), 'As.'));
    expect(cut).toHaveLength(1_024);
    expect(cut).toMatch(/x\n\nAs\.$/);
    const long = 'y'.repeat(2_000);
    expect(descriptions(group('Customers.', long))).toEqual(['openai', long, 'Bs.']);
  });

  it('does not ask another provider to encrypt an argument', () => {
    const message = { type: 'string', description: 'The task.' };
    const parameters = {
      type: 'object',
      properties: { message: { ...message, encrypted: true }, task_name: { type: 'string' } },
    };
    const { tools } = read({ input: 'Hi', tools: [{ type: 'function', name: 'spawn_agent', parameters }] });
    expect(tools).toMatchObject([{ parameters: { properties: { message, task_name: { type: 'string' } } } }]);
    expect(JSON.stringify(tools)).not.toContain('encrypted');
  });

  it.each([
    ['a.csv', 'YSxiCjEsMgo=', 'text/csv'],
    ['a.md', 'IyBoaQ==', 'text/markdown'],
    ['a.txt', 'aGk=', 'text/plain'],
    ['a', 'JVBERi0xLjQ=', 'application/pdf'],
  ])('has the file %s by what its name or its bytes tell', (filename, data, mediaType) => {
    const content = [{ type: 'input_file', filename, file_data: data }];
    const { turns } = read({ input: [{ role: 'user', content }] });
    expect(turns[0]?.parts).toMatchObject([{ kind: 'document', source: { mediaType, data } }]);
  });

  it('has every tool of the caller as a function, by a name that is the same in each turn', () => {
    const body = {
      input: [
        { role: 'user', content: 'Hi' },
        { type: 'function_call', call_id: 'c1', namespace: 'mcp__fs', name: 'read', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: '' },
        { type: 'tool_search_call', call_id: 'c2', arguments: { query: 'x' }, execution: 'client' },
        { type: 'tool_search_output', call_id: 'c2', tools: [{ type: 'function', name: 'found' }] },
        { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'brought' }] },
      ],
      tools: [
        { type: 'namespace', name: 'mcp__fs', tools: [{ type: 'function', name: 'read' }] },
        { type: 'namespace', name: `long${'g'.repeat(70)}`, tools: [{ type: 'function', name: 'read' }] },
        {
          type: 'custom',
          name: 'patch',
          format: { type: 'grammar', syntax: 'lark', definition: 'start: X' },
        },
        { type: 'tool_search', execution: 'client' },
        { type: 'web_search' },
        { type: 'shell', environment: { type: 'container_auto' } },
      ],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'custom', name: 'patch' }] },
    };
    const { tools, toolChoice, turns } = read(body);
    const named = tools.map((tool) => (tool.kind === 'provider' ? [tool.maker, tool.at] : tool.name));
    expect(named).toEqual([
      'mcp__fs__read',
      expect.stringMatching(/^longg{51}_[0-9a-f]{8}$/),
      'patch',
      'tool_search',
      ['openai', 'tools.4'],
      ['openai', 'tools.5'],
      'found',
      'brought',
    ]);
    expect(tools[2]).toMatchObject({ description: expect.stringContaining('start: X') as string });
    expect(turns[1]?.parts[0]).toMatchObject({ name: 'mcp__fs__read' });
    const own = new Set();
    expect(toolChoice).toEqual({ mode: 'allowed', names: new Set(['patch']), required: true, own });
    expect(read(body).tools).toEqual(tools);
  });

  it('takes the name of a chosen function also where Chat Completions has it', () => {
    const tools = [{ type: 'function', name: 'f' }];
    const { toolChoice } = read({
      input: 'Hi',
      tools,
      tool_choice: { type: 'function', function: { name: 'f' } },
    });
    expect(toolChoice).toEqual({ mode: 'named', name: 'f' });
  });

  it('has back what was sealed, on the part that was signed', () => {
    const signature = { maker: 'google', value: 'sig' };
    const thinking = {
      kind: 'reasoning',
      text: 'Hm.',
      signature: { maker: 'anthropic', value: 's' },
      at: '',
    } as const;
    const { turns } = read({
      input: [
        { role: 'user', content: 'Hi' },
        {
          type: 'reasoning',
          summary: [],
          encrypted_content: SEAL.seal([thinking, { kind: 'call_signature', callId: 'c1', signature }]),
        },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
        { type: 'reasoning', summary: [], encrypted_content: 'gAAAAA-of-openai' },
      ],
    });
    expect(turns[1]?.parts).toMatchObject([
      { kind: 'reasoning', text: 'Hm.', signature: { maker: 'anthropic', value: 's' } },
      { kind: 'tool_call', signature },
      { kind: 'opaque', maker: 'openai' },
    ]);
  });

  it('has its settings in the terms of the canonical model, and what the gateway keeps to itself left out', () => {
    const { settings } = read({
      input: 'Hi',
      max_output_tokens: 9,
      reasoning: { effort: 'low', summary: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_object' } },
      store: true,
      include: [],
      truncation: 'disabled',
      client_metadata: { a: 'b' },
    });
    expect(settings).toMatchObject({
      maxTokens: 9,
      reasoning: { effort: 'low', visible: true },
      verbosity: 'low',
      responseFormat: { type: 'json_object' },
      own: { client_metadata: { a: 'b' } },
    });
    expect(Object.keys(settings.own)).toEqual(['client_metadata']);
  });

  it('names what is OpenAI’s alone inside of other fields, but for what happens anyway', () => {
    const asked = { mode: 'pro', context: 'all_turns', effort: 'high' };
    const { settings } = read({ input: 'Hi', reasoning: asked, text: { later: 1, verbosity: 'low' } });
    expect(settings.own).toEqual({
      'reasoning.mode': 'pro',
      'reasoning.context': 'all_turns',
      'text.later': 1,
    });
    const usual = { mode: 'standard', context: 'auto', generate_summary: null };
    expect(read({ input: 'Hi', reasoning: usual }).settings.own).toEqual({});
  });

  it('has an end user by the field that the caller wrote', () => {
    const settingsOf = (fields: JsonObject): CanonicalRequest['settings'] =>
      read({ input: 'Hi', ...fields }).settings;
    expect(settingsOf({ user: 'u' })).toMatchObject({ user: 'u', names: { user: 'user' }, own: {} });
    expect(settingsOf({ safety_identifier: 's' })).toMatchObject({
      user: 's',
      names: { user: 'safety_identifier' },
    });
    const both = settingsOf({ user: 'u', safety_identifier: 's' });
    expect(both).toMatchObject({ user: 's', own: { user: 'u' } });
    expect(() => settingsOf({ safety_identifier: 5 })).toThrow('safety_identifier');
  });

  it.each<[JsonObject, string]>([
    [{ input: 3 }, 'input'],
    [{ input: [3] }, 'input.0'],
    [{ input: [{ type: 'message', role: 'user', content: [{ type: 'image' }] }] }, 'input.0.content.0.type'],
    [{ input: [{ type: 'function_call', name: 'f' }] }, 'input.0.call_id'],
    [
      { input: [{ role: 'user', content: [{ type: 'input_file', filename: 'a', file_data: 'aGk=' }] }] },
      'input.0.content.0.file_data',
    ],
    [{ input: [{ type: 'item_reference', id: 'rs_1' }] }, 'input.0'],
    [{ input: 'Hi', tool_choice: { type: 'file_search' } }, 'tool_choice'],
    [{ input: 'Hi', tool_choice: { type: 'function' } }, 'tool_choice.name'],
    [{ input: 'Hi', text: { format: { type: 'xml' } } }, 'text.format.type'],
    [{ input: 'Hi', prompt_cache_options: { prewarm: true } }, 'prompt_cache_options.prewarm'],
  ])('of a wrong shape is refused: %j', (body, param) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ param }) as Error);
  });
});
