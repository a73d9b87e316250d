import { Normalizer } from './normalizer';
import { eventFormat } from './stream-event';

type Fields = Readonly<Record<string, unknown>>;

const LINES = eventFormat('application/x-ndjson');

/** A frame in the form in which adapters push it. */
function frame(chunk: unknown): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function delta(fields: Fields): string {
  return frame({ choices: [{ index: 0, delta: fields, finish_reason: null }], usage: null });
}

/** The events of each push. */
function eventsOf(normalizer: Normalizer, ...pushes: readonly string[]): unknown[] {
  return pushes.flatMap((push) => {
    const lines = normalizer.events(Buffer.from(push)).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
  });
}

describe('Normalizer', () => {
  it('counts tokens and pieces of reasoning from 1, each by itself', () => {
    const normalizer = new Normalizer(LINES);
    const pushes = [
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Let me ' }),
      delta({ reasoning: 'think.' }),
      delta({ content: 'Hello' }),
      delta({ content: ' you' }),
      frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    ];
    expect(eventsOf(normalizer, ...pushes)).toEqual([
      { type: 'reasoning', token: 'Let me ', index: 1 },
      { type: 'reasoning', token: 'think.', index: 2 },
      { type: 'token', token: 'Hello', index: 1 },
      { type: 'token', token: ' you', index: 2 },
    ]);
    expect(normalizer.message).toEqual({ role: 'assistant', content: 'Hello you', tool_calls: [] });
  });

  it('makes the same events of frames in one push and in one each', () => {
    const frames = [
      delta({ role: 'assistant' }),
      delta({ content: 'a\n\nb' }),
      delta({ content: '✓', reasoning_content: 'r' }),
    ];
    const single = eventsOf(new Normalizer(LINES), ...frames);
    expect(single).toHaveLength(3);
    expect(eventsOf(new Normalizer(LINES), frames.join(''))).toEqual(single);
  });

  it('repeats id and name of a tool call on each of its pieces, and keeps the whole call', () => {
    const normalizer = new Normalizer(LINES);
    const events = eventsOf(
      normalizer,
      delta({
        tool_calls: [{ index: 0, id: 'call_a', type: 'function', function: { name: 'f', arguments: '' } }],
      }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] }),
      delta({ tool_calls: [{ index: 1, id: 'call_b', function: { name: 'g', arguments: '{}' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '1}' } }] }),
    );
    expect(events).toEqual([
      { type: 'tool_call', index: 1, id: 'call_a', name: 'f', arguments: '' },
      { type: 'tool_call', index: 1, id: 'call_a', name: 'f', arguments: '{"x":' },
      { type: 'tool_call', index: 2, id: 'call_b', name: 'g', arguments: '{}' },
      { type: 'tool_call', index: 1, id: 'call_a', name: 'f', arguments: '1}' },
    ]);
    expect(normalizer.message.tool_calls).toEqual([
      { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
      { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } },
    ]);
  });

  it.each([
    [
      'a custom tool',
      [
        { tool_calls: [{ index: 0, id: 'call_a', type: 'custom', custom: { name: 'f', input: 'x' } }] },
        { tool_calls: [{ index: 0, custom: { input: ' = 1' } }] },
      ],
      { id: 'call_a', type: 'custom', custom: { name: 'f', input: 'x = 1' } },
    ],
    [
      'the form that `tool_calls` have replaced',
      [{ function_call: { name: 'f', arguments: 'x' } }, { function_call: { arguments: ' = 1' } }],
      {
        id: expect.stringMatching(/^call_\w+$/),
        type: 'function',
        function: { name: 'f', arguments: 'x = 1' },
      },
    ],
  ])('tells a call of %s like any other', (_kind, pieces, whole) => {
    const normalizer = new Normalizer(LINES);
    const events = eventsOf(normalizer, ...pieces.map(delta));
    const { id } = whole;
    expect(events).toEqual([
      { type: 'tool_call', index: 1, id, name: 'f', arguments: 'x' },
      { type: 'tool_call', index: 1, id, name: 'f', arguments: ' = 1' },
    ]);
    expect(normalizer.message.tool_calls).toEqual([whole]);
  });

  it('tells with the message what its provider needs back, whole', () => {
    const normalizer = new Normalizer(LINES);
    const detail = { type: 'reasoning.text', index: 0, format: 'anthropic-claude-v1' };
    const blocks = [{ type: 'thinking', thinking: 'Well.', signature: 's' }];
    const fields = { openai: { blocks: [] } };
    eventsOf(
      normalizer,
      delta({ reasoning_details: [{ ...detail, text: 'We' }] }),
      delta({ reasoning_details: [{ ...detail, text: 'll.', signature: 's' }] }),
      delta({ thinking_blocks: blocks }),
      delta({ content: 'Hi', reasoning_details: [] }),
      delta({ provider_fields: fields }),
    );
    expect(normalizer.message).toMatchObject({
      reasoning_details: [{ ...detail, text: 'Well.', signature: 's' }],
      thinking_blocks: blocks,
      provider_fields: fields,
    });
  });

  it('puts the thinking together that LiteLLM streams in pieces, block by block', () => {
    const normalizer = new Normalizer(LINES);
    const piece = (thinking: string, signature: string | null = '') =>
      delta({ thinking_blocks: [{ type: 'thinking', thinking, signature }] });
    const redacted = { type: 'redacted_thinking', data: 'c2VhbGVk' };
    eventsOf(normalizer, piece('We', null), piece('ll.'), piece('', 's'));
    eventsOf(normalizer, delta({ thinking_blocks: [redacted] }), piece('So'), piece('.', 't'));
    expect(normalizer.message.thinking_blocks).toEqual([
      { type: 'thinking', thinking: 'Well.', signature: 's' },
      redacted,
      { type: 'thinking', thinking: 'So.', signature: 't' },
    ]);
  });

  it('tells no call where `function_call` has nothing in it', () => {
    const normalizer = new Normalizer(LINES);
    const nothing = { name: '', arguments: '' };
    expect(eventsOf(normalizer, delta({ content: 'Hi', function_call: nothing }))).toEqual([
      { type: 'token', token: 'Hi', index: 1 },
    ]);
    expect(normalizer.message.tool_calls).toEqual([]);
  });

  it('keeps as many annotations as a delta has', () => {
    const normalizer = new Normalizer(LINES);
    eventsOf(normalizer, delta({ annotations: Array.from({ length: 200_000 }, () => 0) }));
    expect(normalizer.message.annotations).toHaveLength(200_000);
  });

  it('gives a refusal as the answer that it is', () => {
    const normalizer = new Normalizer(LINES);
    expect(eventsOf(normalizer, delta({ content: null, refusal: 'I cannot.' }))).toEqual([
      { type: 'token', token: 'I cannot.', index: 1 },
    ]);
    expect(normalizer.message.content).toBe('I cannot.');
  });

  it('gives the words of a spoken answer', () => {
    const normalizer = new Normalizer(LINES);
    const spoken = (audio: object): string => delta({ content: null, audio });
    const events = eventsOf(normalizer, spoken({ transcript: 'Hel' }), spoken({ data: 'AAAA' }));
    expect([...events, ...eventsOf(normalizer, spoken({ transcript: 'lo' }))]).toEqual([
      { type: 'token', token: 'Hel', index: 1 },
      { type: 'token', token: 'lo', index: 2 },
    ]);
    expect(normalizer.message.content).toBe('Hello');
  });

  it('reads the text of content that comes in parts', () => {
    const parts = [
      { type: 'text', text: 'Hel' },
      { type: 'thinking', thinking: [] },
      { type: 'text', text: 'lo' },
    ];
    expect(eventsOf(new Normalizer(LINES), delta({ content: parts }))).toEqual([
      { type: 'token', token: 'Hello', index: 1 },
    ]);
  });

  it.each([
    ['no JSON', 'data: {broken}\n\n'],
    ['an array', 'data: []\n\n'],
    ['null', 'data: null\n\n'],
    ['no choices', frame({ choices: [], usage: { prompt_tokens: 1 } })],
    ['choices of another kind', frame({ choices: 'x' })],
    ['a choice that is null', frame({ choices: [null] })],
    ['no delta', frame({ choices: [{ index: 0 }] })],
    ['a delta of another kind', frame({ choices: [{ index: 0, delta: 'x' }] })],
    ['fields of other kinds', delta({ role: 1, content: 2, reasoning: {}, refusal: [], tool_calls: 'x' })],
    ['values that are not tool calls', delta({ tool_calls: [null, 1, []] })],
    ['another choice', frame({ choices: [{ index: 1, delta: { content: 'x' } }] })],
  ])('makes nothing of %s, and goes on', (_, odd) => {
    const normalizer = new Normalizer(LINES);
    expect(eventsOf(normalizer, odd + delta({ content: 'after' }))).toEqual([
      { type: 'token', token: 'after', index: 1 },
    ]);
  });

  it('refuses a message that grows over the limit', () => {
    const normalizer = new Normalizer(LINES, 10);
    eventsOf(
      normalizer,
      delta({ content: '12345' }),
      delta({ tool_calls: [{ function: { arguments: '67890' } }] }),
    );
    expect(() => normalizer.events(Buffer.from(delta({ content: '!' })))).toThrow(
      expect.objectContaining({ code: 'PROVIDER_ERROR', upstreamFailure: 'frame_too_large' }) as Error,
    );
  });
});
