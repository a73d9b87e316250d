/** Answers of OpenAI-speaking upstreams that are off the standard leave as the standard says, whole and streamed. */
import { callWith } from '../../../../test/support/providers/adapter-calls';
import { readStream, streamBytes } from '../../../../test/support/providers/chat-stream-reading';
import { AnswerRepair } from './answer-repair';
import { errorFromBody } from './errors';
import { readAnswer } from './response';

type Fields = Record<string, unknown>;

const chunk = (delta: unknown, finish: string | null = null, more: Fields = {}): string =>
  JSON.stringify({
    id: '1',
    model: 'm-1',
    choices: [{ index: 0, ...(delta === undefined ? {} : { delta }), finish_reason: finish, ...more }],
  });
const call = (index: number | undefined, id: string | undefined, name?: string, args = ''): Fields => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id, type: 'function' }),
  function: { ...(name === undefined ? {} : { name }), arguments: args },
});
const calls = (...pieces: Fields[]): string => chunk({ tool_calls: pieces });

interface Heard {
  readonly calls: { id: string; type: string; name: string; arguments: string }[];
  readonly reasons: unknown[];
  readonly text: string;
  readonly finishReason: string | undefined;
}

/** What a client puts together: the first piece under an index has id, type and name. */
async function heard(...chunks: string[]): Promise<Heard> {
  const { sink, call: made, failure } = await readStream('openai', [streamBytes(chunks)], false);
  expect(failure).toBeUndefined();
  const result: Heard['calls'] = [];
  const reasons: unknown[] = [];
  for (const { choices } of sink.chunks() as { choices: Fields[] }[]) {
    for (const choice of choices) {
      if (choice['finish_reason'] !== null) reasons.push(choice['finish_reason']);
      for (const piece of (choice['delta'] as { tool_calls?: Fields[] }).tool_calls ?? []) {
        const called = piece['function'] as Record<string, string>;
        const known = (result[piece['index'] as number] ??= {
          id: piece['id'] as string,
          type: piece['type'] as string,
          name: '',
          arguments: '',
        });
        expect(piece['id'] ?? known.id).toBe(known.id);
        expect(called['name']).not.toBe('');
        known.name += called['name'] ?? '';
        known.arguments += called['arguments'] ?? '';
      }
    }
  }
  return { calls: result, reasons, text: sink.text, finishReason: made.facts.finishReason };
}

const a = { id: 'a', type: 'function', name: 'f', arguments: '{"x":1}' };
const b = { id: 'b', type: 'function', name: 'g', arguments: '{"y":2}' };
const made: unknown = expect.stringMatching(/^call_\w{24}$/);

describe('two calls in a stream stay two', () => {
  it.each<[string, string[]]>([
    [
      'under one index, one after the other',
      [
        calls(call(0, 'a', 'f')),
        calls(call(0, undefined, undefined, '{"x":1}')),
        calls(call(0, 'b', 'g')),
        calls(call(0, undefined, undefined, '{"y":2}')),
      ],
    ],
    ['under one index, in one chunk', [calls(call(0, 'a', 'f', '{"x":1}'), call(0, 'b', 'g', '{"y":2}'))]],
    [
      'without an index',
      [calls(call(undefined, 'a', 'f', '{"x":1}')), calls(call(undefined, 'b', 'g', '{"y":2}'))],
    ],
    [
      'without an index, in pieces',
      [
        calls(call(undefined, 'a', 'f', '{"x"')),
        calls(call(undefined, undefined, undefined, ':1}')),
        calls(call(undefined, 'b', 'g', '{"y"')),
        calls(call(undefined, 'b', undefined, ':2}')),
      ],
    ],
    ['with indexes from 1', [calls(call(1, 'a', 'f', '{"x":1}')), calls(call(2, 'b', 'g', '{"y":2}'))]],
    [
      'with a new id in each piece',
      [
        calls(call(0, 'a', 'f', '{"x"'), call(1, 'b', 'g', '{"y"')),
        calls(call(0, 'c', undefined, ':1}'), call(1, 'd', undefined, ':2}')),
      ],
    ],
    [
      'with empty names and ids in later pieces',
      [
        calls(call(0, 'a', 'f', '{"x"'), call(1, 'b', 'g', '{"y"')),
        calls(call(0, '', '', ':1}'), call(1, '', '', ':2}')),
      ],
    ],
    [
      'with the name in each piece',
      [
        calls(call(0, 'a', 'f', '{"x"'), call(1, 'b', 'g', '{"y"')),
        calls(call(0, 'a', 'f', ':1}'), call(1, 'b', 'g', ':2}')),
      ],
    ],
    [
      'with names that come late',
      [
        calls(call(0, 'a', '', '{"x"')),
        calls(call(0, undefined, 'f', ':1}')),
        calls(call(1, 'b', '')),
        calls(call(1, undefined, 'g', '{"y":2}')),
      ],
    ],
    [
      'with arguments as objects',
      [
        chunk({
          tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: { x: 1 } } }],
        }),
        chunk({ tool_calls: [{ index: 1, id: 'b', function: { name: 'g', arguments: { y: 2 } } }] }),
      ],
    ],
  ])('%s', async (_what, chunks) => {
    const answer = await heard(...chunks, chunk({}, 'tool_calls'));
    expect(answer.calls).toEqual([a, b]);
  });

  it.each<[string, string[]]>([
    ['empty ids', [calls(call(0, '', 'f', '{"x":1}')), calls(call(1, '', 'g', '{"y":2}'))]],
    [
      'no ids and no indexes',
      [calls(call(undefined, undefined, 'f', '{"x":1}')), calls(call(undefined, undefined, 'g', '{"y":2}'))],
    ],
    [
      'no ids and one index',
      [calls(call(0, undefined, 'f', '{"x":1}')), calls(call(0, undefined, 'g', '{"y":2}'))],
    ],
  ])('with ids made for %s', async (_what, chunks) => {
    const answer = await heard(...chunks, chunk({}, 'tool_calls'));
    expect(answer.calls).toEqual([
      { ...a, id: made },
      { ...b, id: made },
    ]);
    expect(answer.calls[0]?.id).not.toBe(answer.calls[1]?.id);
  });

  it('with one id for both, of which the second is another', async () => {
    const answer = await heard(
      calls(call(0, 'a', 'f', '{}'), call(1, 'a', 'f', '{}')),
      chunk({}, 'tool_calls'),
    );
    expect(answer.calls.map(({ id }) => id)).toEqual(['a', 'a-2']);
  });

  it('with ids that the calls of earlier answers have, because the server counts anew in each', async () => {
    const earlier = ['a', 'a-2'].map((id) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: '{}' },
    }));
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, tool_calls: earlier },
    ];
    const chunks = [calls(call(0, 'a', 'f', '{}')), calls(call(1, 'b', 'g', '{}')), chunk({}, 'tool_calls')];
    const { sink } = await readStream('openai', [streamBytes(chunks)], false, { messages });
    expect(JSON.stringify(sink.chunks())).toMatch(/"id":"a-3".*"id":"b"/s);

    const message = { role: 'assistant', content: null, tool_calls: [call(undefined, 'a', 'f', '{}')] };
    const body = JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'tool_calls' }] });
    const answer = readAnswer(callWith({ model: 'm', messages }), Buffer.from(body), 'choices', () => {
      throw new Error('is an answer');
    });
    expect(answer.body.toString()).toContain('"id":"a-3"');
  });

  it('with one id for thousands, in a time that does not grow with their square', () => {
    const given = Array.from({ length: 30_000 }, (_, index) => call(index, 'a', 'f', '{}'));
    const [repaired] = new AnswerRepair(() => []).chunk([{ index: 0, delta: { tool_calls: given } }]);
    expect(JSON.stringify(repaired)).toContain('"id":"a-30000"');
  });

  it('with integers of 64 bits in arguments that came as an object', async () => {
    const raw = calls(call(0, 'a', 'f')).replace('"arguments":""', '"arguments":{"n":9007199254740993}');
    expect((await heard(raw, chunk({}, 'tool_calls'))).calls[0]?.arguments).toBe('{"n":9007199254740993}');
  });
});

describe('the end of a stream', () => {
  it('has no empty list of calls before it: with one clients end what is being said', async () => {
    const pieces = [
      chunk({ reasoning_content: 'a', tool_calls: [] }),
      ...['b', 'c', 'd'].map((content) => chunk({ content, tool_calls: [] })),
      chunk({ content: 'e', tool_calls: [] }, 'stop'),
    ];
    const { sink } = await readStream('openai', [streamBytes(pieces)], false);
    const said = (sink.chunks() as { choices: Fields[] }[]).flatMap(({ choices }) => choices);
    expect(said.map(({ delta }) => delta)).toMatchObject([
      { reasoning_content: 'a' },
      ...['b', 'c', 'd', 'e'].map((content) => ({ content })),
    ]);
    expect(JSON.stringify(said)).not.toContain('tool_calls');
  });

  it('is tool_calls after calls, whatever the upstream says', async () => {
    const answer = await heard(calls(call(0, 'a', 'f', '{}')), chunk({}, 'stop'));
    expect([answer.reasons, answer.finishReason]).toEqual([['tool_calls'], 'tool_calls']);
  });

  it('is tool_calls of the choice that called, and stop of the other', async () => {
    const both = (first: Fields, second: Fields): string =>
      JSON.stringify({
        id: '1',
        model: 'm',
        choices: [
          { index: 0, ...first },
          { index: 1, ...second },
        ],
      });
    const pieces = [
      both(
        { delta: { content: 'x' }, finish_reason: null },
        { delta: { tool_calls: [call(0, 'a', 'f', '{}')] }, finish_reason: null },
      ),
      both({ delta: {}, finish_reason: 'stop' }, { delta: {}, finish_reason: 'stop' }),
    ];
    expect((await heard(...pieces)).reasons).toEqual(['stop', 'tool_calls']);
  });

  it('is told once', async () => {
    const answer = await heard(
      chunk({ content: 'x' }),
      chunk({}, 'stop'),
      chunk({}, 'stop'),
      chunk({ content: '' }, 'stop'),
    );
    expect(answer.reasons).toEqual(['stop']);
    expect(answer.text.match(/data:/g)).toHaveLength(2);
  });

  it('keeps what a second finish chunk holds', async () => {
    const filter = { content_filter_results: { hate: { filtered: false } } };
    const answer = await heard(chunk({ content: 'x' }, 'stop'), chunk({}, 'stop', filter));
    expect(answer.reasons).toEqual(['stop']);
    expect(answer.text).toContain('"content_filter_results":{"hate":{"filtered":false}}');
  });

  it('has the usage that came in a choice, once', async () => {
    const usage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
    for (const wanted of [true, false]) {
      const bytes = streamBytes([chunk({ content: 'x' }), chunk({}, 'stop', { usage })]);
      const { sink, call: asked } = await readStream('moonshotai', [bytes], wanted);
      expect(asked.facts.usage).toMatchObject({ promptTokens: 7, completionTokens: 2, estimated: false });
      expect(sink.text.match(/"prompt_tokens":7/g) ?? []).toHaveLength(wanted ? 1 : 0);
      if (wanted) expect(sink.chunks().at(-1)).toMatchObject({ choices: [], usage });
      expect(
        sink
          .chunks()
          .flatMap((one) => one['choices'] as Fields[])
          .filter((one) => 'usage' in one),
      ).toEqual([]);
    }
  });
});

describe('a choice without a delta', () => {
  const late = {
    content_filter_offsets: { check_offset: 44 },
    content_filter_results: { hate: { filtered: true } },
  };

  it.each([undefined, null])('(%s) gets an empty one, and its filter results stay', async (delta) => {
    const { sink } = await readStream(
      'openai',
      [
        streamBytes([
          chunk({ content: 'x' }),
          chunk(delta, null, late),
          chunk({}, 'stop'),
          chunk(delta, null, late),
        ]),
      ],
      false,
    );
    const choices = sink.chunks().flatMap((one) => one['choices'] as Fields[]);
    expect(choices).toHaveLength(4);
    for (const choice of [choices[1], choices[3]])
      expect(choice).toMatchObject({ delta: {}, index: 0, ...late });
  });

  it('is found without a finish reason, and beside one that has a delta', async () => {
    const alone = JSON.stringify({ id: '1', model: 'm', choices: [{ index: 0, ...late }] });
    const beside = JSON.stringify({
      id: '1',
      model: 'm',
      choices: [
        { index: 0, delta: { content: 'y' }, finish_reason: null },
        { index: 1, finish_reason: null, ...late },
      ],
    });
    const { sink } = await readStream(
      'openai',
      [streamBytes([chunk({ content: 'x' }), alone, beside, chunk({}, 'stop')])],
      false,
    );
    const choices = sink.chunks().flatMap((one) => one['choices'] as Fields[]);
    const first = { role: 'assistant' };
    expect(choices.map(({ delta }) => delta)).toEqual([
      { ...first, content: 'x' },
      {},
      { content: 'y' },
      first,
      {},
    ]);
  });
});

describe('the first delta of a choice', () => {
  const choicesOf = async (...chunks: string[]): Promise<Fields[]> => {
    const { sink, failure } = await readStream('openai', [streamBytes(chunks)], false);
    expect(failure).toBeUndefined();
    return sink.chunks().flatMap((one) => one['choices'] as Fields[]);
  };

  it('says who speaks, also behind a chunk without any choice, and no other does', async () => {
    const none = JSON.stringify({ id: '1', model: 'm', choices: [] });
    const choices = await choicesOf(
      none,
      chunk({ content: 'x' }),
      chunk({ content: 'y' }),
      chunk({}, 'stop'),
    );
    expect(choices.map(({ delta }) => delta)).toEqual([
      { role: 'assistant', content: 'x' },
      { content: 'y' },
      {},
    ]);
  });

  it('has an index, and so has each that follows', async () => {
    const bare = (delta: Fields, finish: string | null = null): string =>
      JSON.stringify({ id: '1', model: 'm', choices: [{ delta, finish_reason: finish }] });
    const choices = await choicesOf(
      bare({ role: 'assistant', content: 'x' }),
      bare({ content: 'y' }),
      bare({}, 'stop'),
    );
    expect(choices.map(({ index }) => index)).toEqual([0, 0, 0]);
  });

  it('has no message beside it, which clients would add it to', async () => {
    const message = { role: 'assistant', content: 'Hi you' };
    const choices = await choicesOf(
      chunk({ role: 'assistant', content: 'Hi' }, null, { message: { ...message, content: 'Hi' } }),
      chunk({ content: ' you' }, 'stop', { message }),
    );
    expect(choices.map((choice) => [choice['delta'], choice['message']])).toEqual([
      [{ role: 'assistant', content: 'Hi' }, undefined],
      [{ content: ' you' }, undefined],
    ]);
  });

  it('is the message where a server streams its answer as a whole one, and no message after a delta', async () => {
    const message = { role: 'assistant', content: 'Hi' };
    const [only] = await choicesOf(chunk(undefined, 'stop', { message }));
    expect(only).toMatchObject({ delta: message, finish_reason: 'stop' });
    const [, last] = await choicesOf(chunk({ content: 'Hi' }), chunk(undefined, 'stop', { message }));
    expect(last).toMatchObject({ delta: {}, finish_reason: 'stop' });
  });
});

it('a stream that needs no repair passes byte for byte', async () => {
  const spaced = calls(call(0, 'a', 'f')).replaceAll('":', '" : ');
  const chunks = [
    chunk({ role: 'assistant', content: '' }),
    spaced,
    calls(call(0, undefined, undefined, '{}')),
    chunk({}, 'tool_calls'),
  ];
  expect((await heard(...chunks)).text).toBe(chunks.map((one) => `data: ${one}\n\n`).join(''));
});

it('an empty role is the assistant’s in the first chunk, and left out of the others', async () => {
  const { text } = await heard(
    chunk({ role: '', content: '' }),
    chunk({ role: '', content: 'a' }),
    chunk({ role: '', content: 'b' }),
    chunk({ role: '' }, 'stop'),
  );
  expect(text.match(/"role":"[^"]*"/g)).toEqual(['"role":"assistant"']);
  expect(text).toContain('"content":"b"');
});

it('a piece of a call has no empty type, and a chunk no reason in Python’s word for none', async () => {
  const { text, reasons } = await heard(
    chunk({ role: 'assistant', tool_calls: [call(0, 'a', 'f')] }, 'None'),
    calls({ index: 0, id: '', type: '', function: { name: '', arguments: '{}' } }),
    chunk({}, 'tool_calls'),
  );
  expect(text).not.toContain('"type":""');
  expect(reasons).toEqual(['tool_calls']);
});

it.each(['SAFETY', 'PROHIBITED_CONTENT', 'RECITATION', 'IMAGE_SAFETY'])(
  'Gemini’s %s at Google’s Chat Completions is content_filter',
  async (reason) => {
    expect((await heard(chunk({ content: '' }, reason))).reasons).toEqual(['content_filter']);
  },
);

it('reasoning among the parts of a content is reasoning_content, and stays as it came for the next turn', async () => {
  const thought = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.', signature: 's' }] };
  const { text } = await heard(
    chunk({ role: 'assistant', content: [thought] }),
    chunk({ content: [{ type: 'text', text: 'Hi' }] }, 'stop'),
  );
  expect(text).toContain('"reasoning_content":"Hm."');
  expect(text).toContain(`"provider_fields":${JSON.stringify({ content: [thought] })}`);
  expect(text).toContain('"content":"Hi"');
});

describe('a whole answer', () => {
  const usage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
  const whole = (
    message: unknown,
    finish: string,
    inChoice: Fields = {},
    beside: Fields = { usage },
  ): string =>
    JSON.stringify({
      id: '1',
      model: 'm',
      choices: [{ index: 0, message, finish_reason: finish, ...inChoice }],
      ...beside,
    });
  const read = (
    body: string,
  ): { text: string; choice: Fields; answer: Fields; reason: string | undefined } => {
    const asked = callWith({ model: 'm' });
    const text = readAnswer(asked, Buffer.from(body), 'choices', (error) =>
      errorFromBody(200, error),
    ).body.toString();
    const answer = JSON.parse(text) as Fields;
    return {
      text,
      answer,
      choice: (answer['choices'] as Fields[])[0] ?? {},
      reason: asked.facts.finishReason,
    };
  };
  const message = (...list: Fields[]): Fields => ({ role: 'assistant', content: null, tool_calls: list });
  const one = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };

  it('has the assistant’s role where it is empty', () => {
    const { choice } = read(whole({ role: '', content: 'x' }, 'stop'));
    expect(choice['message']).toEqual({ role: 'assistant', content: 'x' });
  });

  it('says tool_calls after calls', () => {
    const { choice, reason } = read(whole(message(one), 'stop'));
    expect([choice['finish_reason'], reason]).toEqual(['tool_calls', 'tool_calls']);
    expect(choice['message']).toEqual(message(one));
  });

  it('has ids, types and arguments as text', () => {
    const bare = [
      { id: '', function: { name: 'f', arguments: { x: 1 } } },
      { function: { name: 'g' } },
      one,
      one,
    ];
    expect(read(whole(message(...bare), 'tool_calls')).choice['message']).toEqual(
      message(
        { id: made, type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
        { id: made, type: 'function', function: { name: 'g', arguments: '' } },
        one,
        { ...one, id: 'a-2' },
      ),
    );
  });

  it.each<[string, Fields]>([
    ['last', {}],
    ['first', { finish_reason: 'stop', zero: 0 }],
  ])('has its usage beside the choices, where it came in a choice (%s)', (_where, more) => {
    const { answer, choice } = read(
      whole({ role: 'assistant', content: 'x' }, 'stop', { usage, ...more }, {}),
    );
    expect(answer['usage']).toEqual(usage);
    expect(choice).not.toHaveProperty('usage');
  });

  it.each([
    whole(message(one), 'tool_calls'),
    whole({ role: 'assistant', content: 'x' }, 'stop', {}, { usage, service_tier: 'default' }),
    whole({ role: 'assistant', content: 'the "tool_calls": [{}] of "usage":{}', tool_calls: null }, 'stop'),
    `  ${whole(message(one), 'tool_calls').replaceAll('":', '" : ')}\n`,
  ])('that is right passes byte for byte: %s', (body) => {
    expect(read(body).text).toBe(body);
  });
});

describe('an answer that calls in another way', () => {
  it('is told as calling tools with each call that comes after its end was told', async () => {
    const {
      calls: made,
      finishReason,
      reasons,
    } = await heard(
      chunk({ role: 'assistant', content: '' }),
      chunk({}, 'stop'),
      calls(call(0, 'a', 'f', '{}')),
      calls(call(1, 'b', 'g', '{}')),
    );
    expect(made.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'f'],
      ['b', 'g'],
    ]);
    expect([reasons.at(-1), finishReason]).toEqual(['tool_calls', 'tool_calls']);
  });

  it('ends with function_call in the older form, whole and streamed', async () => {
    const older = { function_call: { name: 'f', arguments: '{}' } };
    const { finishReason } = await heard(chunk({ role: 'assistant', ...older }), chunk({}, 'stop'));
    expect(finishReason).toBe('function_call');
    const message = { role: 'assistant', content: null, ...older };
    const body = JSON.stringify({ model: 'm-1', choices: [{ index: 0, message, finish_reason: 'stop' }] });
    const answer = readAnswer(callWith({ model: 'm-1' }), Buffer.from(body), 'choices', (error) =>
      errorFromBody(200, error),
    );
    expect(answer.body.toString()).toContain('"finish_reason":"function_call"');
  });
});

describe('the reason of an answer', () => {
  it.each([
    ['tool_calls', 'stop'],
    ['end_turn', 'stop'],
    ['eos_token', 'stop'],
    ['STOP', 'stop'],
    ['max_tokens', 'length'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['content_filter: PROHIBITED_CONTENT', 'content_filter'],
    ['refusal', 'content_filter'],
    ['model_context_window_exceeded', 'length'],
    ['repetition', 'length'],
    ['something_new', 'something_new'],
  ])('%s, without any call, is %s, whole and streamed', async (given, expected) => {
    const { reasons, finishReason } = await heard(chunk({ content: 'x' }), chunk({}, given));
    expect([reasons, finishReason]).toEqual([[expected], expected]);
    const message = { role: 'assistant', content: 'x' };
    const body = JSON.stringify({ model: 'm-1', choices: [{ index: 0, message, finish_reason: given }] });
    const asked = callWith({ model: 'm-1' });
    const answer = readAnswer(asked, Buffer.from(body), 'choices', (error) => errorFromBody(200, error));
    expect(answer.body.toString()).toContain(`"finish_reason":"${expected}"`);
    expect(asked.facts.finishReason).toBe(expected);
  });

  it('tool_use is tool_calls', async () => {
    const { reasons } = await heard(calls(call(0, 'a', 'f', '{}')), chunk({}, 'tool_use'));
    expect(reasons).toEqual(['tool_calls']);
  });
});

it.each(['null', 'undefined'])('a chunk whose choices are %s has none', async (choices) => {
  const usage = '"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}';
  const bare = choices === 'null' ? `{"id":"1","choices":null,${usage}}` : `{"id":"1",${usage}}`;
  const pieces = [streamBytes([chunk({ content: 'x' }), chunk({}, 'stop'), bare])];
  const { sink, failure } = await readStream('openai', pieces);
  expect(failure).toBeUndefined();
  expect(sink.chunks().map((one) => (one as { choices?: Fields[] }).choices?.length)).toEqual([1, 1, 0]);
});

it('arguments that are null are an empty text', async () => {
  const piece = { index: 0, function: { arguments: null } };
  const { calls: heardCalls } = await heard(
    calls(call(0, 'a', 'f')),
    calls(piece),
    calls(call(0, undefined, undefined, '{}')),
    chunk({}, 'stop'),
  );
  expect(heardCalls).toEqual([{ id: 'a', type: 'function', name: 'f', arguments: '{}' }]);
});

describe('calls of the functions that represent custom tools', () => {
  const NAMES = new Set(['patch']);
  const repaired = (...chunks: unknown[][]): unknown[] => {
    const repair = new AnswerRepair(() => [], NAMES);
    return chunks.flatMap((choices) => repair.chunk(choices));
  };
  const delta = (...pieces: Fields[]): Fields => ({
    index: 0,
    delta: { tool_calls: pieces },
    finish_reason: null,
  });

  it('are calls of custom tools in a stream, however their text is cut', () => {
    const heardPieces = repaired(
      [delta(call(0, 'a', 'patch', '{"inp'), call(1, 'b', 'f', '{}'))],
      [delta(call(0, undefined, undefined, 'ut":"x\\'))],
      [delta(call(0, undefined, undefined, 'ny"}'))],
      [{ index: 0, delta: {}, finish_reason: 'stop' }],
    ) as { delta: { tool_calls?: Fields[] }; finish_reason: string | null }[];
    const pieces = heardPieces.flatMap((choice) => choice.delta.tool_calls ?? []);
    expect(pieces[0]).toEqual({ index: 0, id: 'a', type: 'custom', custom: { name: 'patch', input: '' } });
    expect(pieces[1]).toEqual(call(1, 'b', 'f', '{}'));
    const inputs = pieces.flatMap(({ custom }) => (custom as { input: string } | undefined)?.input ?? []);
    expect(inputs.join('')).toBe('x\ny');
    expect(heardPieces.at(-1)?.finish_reason).toBe('tool_calls');
  });

  it.each([
    ['{"input":"x"}', 'x'],
    ['plain text', 'plain text'],
    ['{}', ''],
  ])('hold the text of %s, whole and streamed', (args, input) => {
    const made = call(undefined, 'a', 'patch', args);
    const message = { role: 'assistant', content: null, tool_calls: [made] };
    expect(
      new AnswerRepair(() => [], NAMES).whole([{ index: 0, message, finish_reason: 'tool_calls' }]),
    ).toEqual([
      {
        index: 0,
        message: { ...message, tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'patch', input } }] },
        finish_reason: 'tool_calls',
      },
    ]);
    const streamed = repaired(
      [delta(call(0, 'a', 'patch', args))],
      [{ index: 0, delta: {}, finish_reason: 'stop' }],
    ) as { delta: { tool_calls?: { custom: { input: string } }[] } }[];
    const pieces = streamed.flatMap((choice) => choice.delta.tool_calls ?? []);
    expect(pieces.map(({ custom }) => custom.input).join('')).toBe(input);
  });
});
