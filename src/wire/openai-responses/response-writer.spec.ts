import { describeWithRecordings, recordedChunks } from '../../../test/support/providers/recordings';
import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { isObject } from '../../json/json-object';
import { PartSeal } from '../canonical/part-seal';
import type { AnswerSummary } from '../canonical/answer-summary';
import { AnswerCollector } from '../canonical/answer-collector';
import type { AnswerEvents } from '../canonical/answer-events';
import { OpenAiResponsesWire } from './openai-responses.wire';
import type { AnswerWriter } from '../canonical/answer-writer';

const SEAL = new PartSeal(Buffer.alloc(32, 7));
const USAGE = { promptTokens: 9, completionTokens: 5, cachedTokens: 4, reasoningTokens: 2, estimated: false };
const TOOLS = [
  { type: 'function', name: 'weather', parameters: { type: 'object' } },
  {
    type: 'custom',
    name: 'apply_patch',
    format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
  },
  { type: 'namespace', name: 'mcp__files__', tools: [{ type: 'function', name: 'read' }] },
  { type: 'tool_search', execution: 'client' },
  { type: 'local_shell' },
];
const ASKED = { model: 'm', usageWanted: true, promptTokens: 9 };
const RECORDINGS = [
  ...['openai-reasoning-encrypted-content.1', 'openai-custom-tool.1', 'openai-client-tool-search.1'],
  ...[
    'openai-local-shell-tool.1',
    'openai-image-generation-tool.1',
    'openai-web-search-tool.1',
    'openai-phase.1',
  ],
];

function begin(body: JsonObject = {}) {
  const kept: unknown[] = [];
  const asked = { input: 'Hi', tools: TOOLS, include: ['reasoning.encrypted_content'], ...body };
  const wire = new OpenAiResponsesWire({
    asked,
    body: asked,
    seal: SEAL,
    stored: false,
    model: 'm',
    onWritten: (response) => kept.push(...response.kept),
  });
  const summary: AnswerSummary = { model: undefined, finishReason: undefined, usage: undefined };
  return { wire, summary, kept, writer: wire.streamWriter(ASKED, summary) };
}

function eventsIn(text: string): JsonObject[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [, name = '', data = ''] = /^event: (\S+)\ndata: (.*)$/.exec(frame) ?? [];
      const event: unknown = JSON.parse(data);
      if (!isObject(event)) throw new Error(frame);
      expect(event['type']).toBe(name);
      return event;
    });
}

function taken(writer: AnswerWriter): JsonObject[] {
  return eventsIn(writer.take()?.text ?? '');
}

/** An answer with something of everything; `dice` chooses the order. */
function tell(events: AnswerEvents, dice: () => number): void {
  events.start('x', 'the-model', 'openai');
  let calls = 0;
  for (let block = 0; block < 8; block++) {
    switch (Math.floor(dice() * 7)) {
      case 0:
        events.text('One ');
        events.text('two');
        if (dice() > 0.5) events.citations('openai', [{ url: 'https://example.com', title: 'E' }]);
        if (dice() > 0.5) events.blockEnd();
        break;
      case 1:
        events.reasoning('Hm. ');
        if (dice() > 0.5) events.signature('reasoning', { maker: 'anthropic', value: 'sig' });
        break;
      case 2:
        events.refusal('No.');
        break;
      case 3:
        events.opaque('anthropic', { type: 'redacted_thinking', data: 'x' });
        break;
      case 4:
        events.image('image/png', 'AAAA');
        break;
      default: {
        const names = ['weather', 'apply_patch', 'mcp__files__read', 'tool_search', 'local_shell', 'unknown'];
        const both = [calls++, calls++];
        for (const call of both) {
          const name = names[Math.floor(dice() * names.length)] ?? '';
          const signature = dice() > 0.7 ? { maker: 'google', value: 'gs' } : undefined;
          events.toolCall({ call, id: `call_${call}`, name, tool: 'function', signature });
        }
        for (const piece of ['{"inp', 'ut":"a\\nb"}'])
          for (const call of both) events.toolArguments(call, piece);
        if (dice() > 0.5) for (const call of both) events.toolCallEnd(call);
      }
    }
  }
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('a stream of Responses events', () => {
  it.each(Array.from({ length: 200 }, (_none, seed) => seed + 1))(
    'has numbers without gaps, and ids and indexes that match the final object (%i)',
    (seed) => {
      const { writer, wire, kept } = begin();
      tell(writer, seeded(seed));
      writer.finish({ reason: seed % 3 === 0 ? 'length' : 'stop' });
      writer.end(USAGE);
      const events = taken(writer);
      expect(events.map((event) => event['sequence_number'])).toEqual(events.map((_event, index) => index));
      const last = events.at(-1);
      expect(last?.['type']).toBe(seed % 3 === 0 ? 'response.incomplete' : 'response.completed');
      const response = last?.['response'];
      if (!isObject(response) || !Array.isArray(response['output'])) throw new Error('no output');
      const output = response['output'].filter(isObject);
      expect(response['id']).toBe(wire.id);
      expect(new Set(output.map(({ id }) => id)).size).toBe(output.length);
      const done = events.filter(({ type }) => type === 'response.output_item.done');
      const inOrder = [...done].sort(
        (one, other) => Number(one['output_index']) - Number(other['output_index']),
      );
      expect(inOrder.map(({ item }) => item)).toEqual(output);
      const added = events.filter(({ type }) => type === 'response.output_item.added');
      expect(added.map((event) => event['output_index'])).toEqual(output.map((_item, index) => index));
      // LangChain puts items together by the order of their pieces.
      const indexes = events.flatMap(({ output_index: index }) => (typeof index === 'number' ? [index] : []));
      expect(indexes).toEqual([...indexes].sort((one, other) => one - other));
      for (const event of events) {
        const index = event['output_index'];
        if (typeof event['item_id'] === 'string')
          expect(output[Number(index)]?.['id']).toBe(event['item_id']);
      }
      expect(textOf(events, 'response.output_text.delta')).toBe(textIn(output));
      expect(kept).toHaveLength(output.length);

      const whole = new AnswerCollector();
      tell(whole, seeded(seed));
      whole.finish({ reason: 'stop' });
      const { wire: other, summary } = begin();
      const answer: unknown = JSON.parse(other.wholeAnswer(whole, ASKED, USAGE, summary));
      if (!isObject(answer) || !Array.isArray(answer['output'])) throw new Error('no output');
      expect(textIn(answer['output'].filter(isObject))).toBe(textIn(output));
    },
  );

  it('says the status of each item, reasoning too, which typed clients of Responses ask for', () => {
    const { writer, kept } = begin();
    writer.reasoning('Hm.');
    writer.text('Hi');
    writer.toolCall({ call: 0, id: 'call_0', name: 'weather', tool: 'function' });
    writer.toolArguments(0, '{}');
    writer.finish({ reason: 'tool_calls' });
    writer.end(USAGE);
    const items = taken(writer).flatMap(({ type, item }) =>
      isObject(item) ? [{ type, status: item['status'] }] : [],
    );
    expect(items).toHaveLength(6);
    for (const { type, status } of items)
      expect(status).toBe(type === 'response.output_item.added' ? 'in_progress' : 'completed');
    const statuses = kept.map((item) => (isObject(item) ? item['status'] : undefined));
    expect(statuses).toEqual(['completed', 'completed', 'completed']);
  });

  it('begins with the first content, and fails with what was said so far', () => {
    const { writer, wire } = begin();
    writer.start('x', 'the-model', '');
    expect(writer.take()).toBeUndefined();
    writer.text('Hel');
    const before = taken(writer);
    const after = eventsIn(wire.failed(new GatewayError('PROVIDER_ERROR', 'It broke.')));
    expect(after).toMatchObject([
      {
        type: 'response.failed',
        sequence_number: before.length,
        response: {
          id: wire.id,
          status: 'failed',
          error: { code: 'server_error', message: 'It broke.' },
          output: [{ type: 'message', status: 'incomplete', content: [{ text: 'Hel' }] }],
        },
      },
    ]);
  });

  it.each(['written', 'passed'])('fails as the attempt that spoke: one that was %s', (which) => {
    const { wire, summary, writer } = begin();
    const speak = {
      passed: () => {
        const passed = wire.passing();
        passed.begun({ id: 'resp_passed', status: 'in_progress' });
        for (let events = 0; events < 3; events++) passed.event();
      },
      written: () => {
        writer.text('One');
        writer.take();
      },
    };
    const lost = wire.passing();
    lost.begun({ id: 'resp_lost' });
    lost.event();
    if (which === 'passed') speak.passed();
    else speak.written();
    // It was begun, and never spoke.
    wire.streamWriter(ASKED, summary);
    const [failed] = eventsIn(wire.failed(new GatewayError('PROVIDER_ERROR', 'Cut.'))).slice(-1);
    const id = which === 'passed' ? 'resp_passed' : wire.id;
    expect(failed).toMatchObject({ type: 'response.failed', response: { id, status: 'failed' } });
    expect(failed?.['sequence_number']).toBe(which === 'passed' ? 3 : 5);
  });

  it('that fails before anything was said has its beginning too', () => {
    const { wire } = begin();
    const events = eventsIn(wire.failed(new GatewayError('RATE_LIMIT', 'Too fast.')));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.failed',
    ]);
    expect(events[2]).toMatchObject({ response: { error: { code: 'rate_limit_exceeded' } } });
  });

  it('shows calls in the form of their tools', () => {
    const { writer } = begin();
    const said = [
      ['weather', '{"city":"Berlin"}'],
      ['apply_patch', '{"input":"*** Begin\\n"}'],
      ['mcp__files__read', ''],
      ['tool_search', '{"query":"mail"}'],
      ['local_shell', '{"command":["ls"]}'],
    ] as const;
    for (const [call, [name, args]] of said.entries()) {
      writer.toolCall({ call, id: `call_${call}`, name, tool: 'function' });
      writer.toolArguments(call, args);
      writer.toolCallEnd(call);
    }
    writer.finish({ reason: 'tool_calls' });
    writer.end(USAGE);
    const response = taken(writer).at(-1)?.['response'];
    expect(response).toMatchObject({
      output: [
        { type: 'function_call', call_id: 'call_0', name: 'weather', arguments: '{"city":"Berlin"}' },
        { type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: '*** Begin\n' },
        {
          type: 'function_call',
          call_id: 'call_2',
          name: 'read',
          namespace: 'mcp__files__',
          arguments: '{}',
        },
        { type: 'tool_search_call', call_id: 'call_3', execution: 'client', arguments: { query: 'mail' } },
        { type: 'local_shell_call', call_id: 'call_4', action: { type: 'exec', command: ['ls'], env: {} } },
      ],
    });
  });
});

describeWithRecordings('a stream of Responses events, by OpenAI’s own answers,', () => {
  it.each([
    ['length', '{"city":"Ber', 'incomplete'],
    ['length', '{"city":"Berlin"}', 'completed'],
    ['tool_calls', '{"city":"Ber', 'completed'],
  ] as const)('shows a call by %s with %s as %s, whole and streamed', (reason, args, status) => {
    const collected = new AnswerCollector();
    const { writer, wire, summary } = begin();
    for (const events of [writer, collected]) {
      events.toolCall({ call: 0, id: 'c0', name: 'weather', tool: 'function' });
      events.toolArguments(0, args);
      events.toolCallEnd(0);
      events.finish({ reason });
    }
    writer.end(USAGE);
    const events = taken(writer);
    const done = events.filter(({ type }) => type === 'response.output_item.done');
    expect(done).toMatchObject([{ item: { status, arguments: args } }]);
    expect(events.at(-1)).toMatchObject({ response: { output: [{ status }] } });
    const whole = JSON.parse(wire.wholeAnswer(collected, ASKED, USAGE, summary)) as JsonObject;
    expect(whole).toMatchObject({ output: [{ status, arguments: args }] });
  });

  it('closes a call whose arguments are no JSON before what follows it', () => {
    const { writer } = begin();
    writer.toolCall({ call: 0, id: 'c0', name: 'weather', tool: 'function' });
    writer.toolArguments(0, 'Berlin');
    writer.toolCallEnd(0);
    writer.text('So.');
    writer.finish({ reason: 'length' });
    writer.end(USAGE);
    const items = taken(writer).filter(({ type }) => /output_item/.test(String(type)));
    expect(items.map(({ type, output_index: at }) => [type, at])).toEqual([
      ['response.output_item.added', 0],
      ['response.output_item.done', 0],
      ['response.output_item.added', 1],
      ['response.output_item.done', 1],
    ]);
    expect(items).toMatchObject([
      {},
      { item: { status: 'completed' } },
      {},
      { item: { status: 'incomplete' } },
    ]);
  });

  it('tells a caller that asked for an encrypted argument that it has the text itself, and nobody else', () => {
    const parameters = { type: 'object', properties: { message: { type: 'string', encrypted: true } } };
    const spawn = { type: 'function', name: 'spawn_agent', parameters };
    const { writer } = begin({
      tools: [...TOOLS, { type: 'namespace', name: 'collaboration', tools: [spawn] }],
    });
    for (const [call, name] of ['collaboration__spawn_agent', 'weather'].entries()) {
      writer.toolCall({ call, id: `c${call}`, name, tool: 'function' });
      writer.toolArguments(call, '{"message":"Look."}');
      writer.toolCallEnd(call);
    }
    writer.finish({ reason: 'tool_calls' });
    writer.end(USAGE);
    const items = taken(writer).flatMap(({ item }) => (isObject(item) ? [item] : []));
    const called = { namespace: 'collaboration', name: 'spawn_agent', encrypted_function_args: [] };
    expect(items).toMatchObject([called, called, { name: 'weather' }, { name: 'weather' }]);
    expect(items[2]).not.toHaveProperty('encrypted_function_args');
  });

  it('has every event of OpenAI’s own answers with every field of it', () => {
    const fields = recordedFields();
    expect(fields.size).toBeGreaterThan(15);
    for (let seed = 1; seed <= 40; seed++) {
      const { writer } = begin();
      tell(writer, seeded(seed));
      writer.finish({ reason: 'stop' });
      writer.end(USAGE);
      for (const event of taken(writer)) {
        const expected = fields.get(String(event['type']));
        if (expected === undefined) continue;
        // Padding that OpenAI adds, and leaves out where a caller asks for it (`stream_options.include_obfuscation`).
        expected.delete('obfuscation');
        expect(Object.keys(event)).toEqual(expect.arrayContaining([...expected]));
      }
    }
  });
});

/** The fields that all recorded events of a type have, and those of what is inside of them. */
function recordedFields(): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>();
  for (const file of RECORDINGS) {
    for (const line of recordedChunks(`responses-openai/${file}`)) {
      if (line.trim() === '') continue;
      const event = parsed(line);
      if (event === undefined) continue;
      const type = String(event['type']);
      const before = fields.get(type);
      const now = Object.keys(event).filter((field) => before === undefined || before.has(field));
      fields.set(type, new Set(now));
    }
  }
  return fields;
}

/** One recording has a line that is cut off. */
function parsed(line: string): JsonObject | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return isObject(event) ? event : undefined;
  } catch {
    return undefined;
  }
}

function textOf(events: readonly JsonObject[], type: string): string {
  return events.map((event) => (event['type'] === type ? String(event['delta']) : '')).join('');
}

function textIn(output: readonly JsonObject[]): string {
  return output
    .flatMap(({ content }) => (Array.isArray(content) ? content.filter(isObject) : []))
    .map((part) => (part['type'] === 'output_text' ? String(part['text']) : ''))
    .join('');
}
