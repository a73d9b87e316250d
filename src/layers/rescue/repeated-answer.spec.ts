import { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import { ContinuedAnswer } from './continued-answer';
import { RepeatedAnswer } from './repeated-answer';
import { cpuMs } from '../../../test/support/observation/cpu-time';

type Step = (events: AnswerEvents) => void;

const said =
  (text: string): Step =>
  (events) =>
    events.text(text);
const thought =
  (text: string): Step =>
  (events) =>
    events.reasoning(text);
const called =
  (call: number, id: string, ...pieces: string[]): Step =>
  (events) => {
    events.toolCall({ call, id, name: 'f', tool: 'function' });
    for (const piece of pieces) events.toolArguments(call, piece);
  };
const ran =
  (id: string): Step =>
  (events) => {
    events.opaque('anthropic', { type: 'web_search_tool_result', tool_use_id: id });
    events.webSearch?.({ queries: ['rain'], sources: [] });
  };
const signed =
  (value: string): Step =>
  (events) => {
    events.signature('reasoning', { maker: 'anthropic', value });
    events.blockEnd();
  };
/** Reasoning that OpenAI encrypted: with another id and other bytes each time. */
const sealed =
  (id: string): Step =>
  (events) => {
    events.opaque('openai', { type: 'reasoning', id, encrypted_content: id });
    events.blockEnd();
  };
const cited =
  (...pages: string[]): Step =>
  (events) =>
    events.citations('anthropic', pages);
const ended: Step = (events) => events.finish({ reason: 'stop' });

/** What an answer that is begun anew adds to what was delivered; undefined where it says something else. */
function restarted(delivered: readonly Step[], again: readonly Step[]): unknown {
  const caller = new AnswerCollector();
  for (const step of delivered) step(caller);
  const diverged = { is: false };
  const repeated = new RepeatedAnswer(caller, caller, () => (diverged.is = true));
  for (const step of again) step(repeated);
  if (diverged.is) return undefined;
  return caller.blocks.map((block) =>
    block.kind === 'tool_call'
      ? `${block.start.id}(${block.input})`
      : 'text' in block
        ? block.text
        : block.kind,
  );
}

/** The same as JSON, with all that its blocks have. */
function restartedWhole(delivered: readonly Step[], again: readonly Step[]): unknown {
  const caller = new AnswerCollector();
  for (const step of delivered) step(caller);
  const diverged = { is: false };
  const repeated = new RepeatedAnswer(caller, caller, () => (diverged.is = true));
  for (const step of again) step(repeated);
  return diverged.is ? undefined : caller.blocks;
}

describe('an answer that is begun anew', () => {
  const signature = (value: string): object => ({ signature: { maker: 'anthropic', value } });
  const seal = (id: string): object => ({
    ...{ kind: 'opaque', maker: 'openai' },
    value: { type: 'reasoning', id, encrypted_content: id },
  });

  it.each<[string, Step[], Step[], object[]]>([
    [
      'reasoning that was signed is not signed again',
      [thought('hm'), signed('a')],
      [thought('hm'), signed('b'), said('so'), ended],
      [
        { kind: 'reasoning', text: 'hm', ...signature('a') },
        { kind: 'text', text: 'so' },
      ],
    ],
    [
      'reasoning that ended without a signature gets none',
      [thought('hm'), (events) => events.blockEnd()],
      [thought('hm'), signed('b'), said('so'), ended],
      [
        { kind: 'reasoning', text: 'hm' },
        { kind: 'text', text: 'so' },
      ],
    ],
    [
      'reasoning that may go on is signed by who goes on',
      [thought('h')],
      [thought('hm'), signed('b'), said('so'), ended],
      [
        { kind: 'reasoning', text: 'hm', ...signature('b') },
        { kind: 'text', text: 'so' },
      ],
    ],
    [
      'further reasoning is signed',
      [thought('hm'), signed('a')],
      [thought('hm'), signed('b'), thought('ha'), signed('c'), said('so'), ended],
      [
        { kind: 'reasoning', text: 'hm', ...signature('a') },
        { kind: 'reasoning', text: 'ha', ...signature('c') },
        { kind: 'text', text: 'so' },
      ],
    ],
    [
      'encrypted reasoning is no other for other bytes, and comes once',
      [sealed('a')],
      [sealed('b'), said('so'), ended],
      [seal('a'), { kind: 'text', text: 'so' }],
    ],
    [
      'encrypted reasoning before a text is passed over',
      [thought('hm'), sealed('a'), said('s')],
      [thought('hm'), sealed('b'), said('so'), sealed('c'), ended],
      [{ kind: 'reasoning', text: 'hm' }, seal('a'), { kind: 'text', text: 'so' }, seal('c')],
    ],
    [
      'who encrypts goes on with who signs',
      [thought('hm'), signed('a')],
      [thought('hm'), sealed('b'), said('so'), ended],
      [
        { kind: 'reasoning', text: 'hm', ...signature('a') },
        { kind: 'text', text: 'so' },
      ],
    ],
    [
      'what was cited is not cited again, and the rest is',
      [said('so'), cited('p', 'q')],
      [said('so'), cited('p', 'q', 'r'), cited('s'), ended],
      [{ kind: 'text', text: 'so', citations: { maker: 'anthropic', values: ['p', 'q', 'r', 's'] } }],
    ],
  ])('%s', (_what, delivered, again, blocks) => {
    expect(restartedWhole(delivered, again)).toEqual(blocks);
  });

  it('tells a search that was told once, and one that comes later', () => {
    expect(
      restarted([ran('a'), said('one')], [ran('a'), said('one two'), ran('b'), said('three'), ended]),
    ).toEqual(['opaque', 'search', 'one two', 'opaque', 'search', 'three']);
  });

  it('lets nothing of what ran at a provider through where it says something else', () => {
    const caller = new AnswerCollector();
    for (const step of [ran('a'), said('one')]) step(caller);
    const repeated = new RepeatedAnswer(
      caller,
      { blocks: caller.blocks.slice(0, 1), isOpen: false },
      () => undefined,
    );
    for (const step of [ran('b'), said('two'), ended]) step(repeated);
    expect(caller.blocks.map(({ kind }) => kind)).toEqual(['opaque', 'search', 'text']);
  });

  it.each<[string, Step[], Step[], unknown]>([
    [
      'goes on within a piece',
      [said('one two')],
      [said('one'), said(' two three'), ended],
      ['one two three'],
    ],
    ['goes on between pieces', [said('one')], [said('one'), said(' two'), ended], ['one two']],
    ['is no use where it differs', [said('one two')], [said('one 2'), ended], undefined],
    ['is no use where it is shorter', [said('one two')], [said('one'), ended], undefined],
    ['adds nothing where it is as long', [said('one')], [said('one'), ended], ['one']],
    [
      'repeats reasoning before text',
      [thought('hm'), said('o')],
      [thought('h'), thought('m'), said('one'), ended],
      ['hm', 'one'],
    ],
    [
      'is no use where reasoning goes on',
      [thought('hm'), said('o')],
      [thought('hm!'), said('one')],
      undefined,
    ],
    ['is no use where text comes for reasoning', [thought('hm')], [said('hm'), ended], undefined],
    [
      'goes on within a call, under its first id',
      [called(0, 'a', '{"x"')],
      [called(0, 'b', '{', '"x":1}'), ended],
      ['a({"x":1})'],
    ],
    [
      'goes on within a call whose arguments have other white space',
      [called(0, 'a', '{"x": "a b", "y": [1')],
      [called(0, 'b', '{"x":"a b",', '"y":[1,20]}'), (events) => events.toolCallEnd(0), ended],
      ['a({"x": "a b", "y": [1,20]})'],
    ],
    [
      'is no use where white space is between the digits of a number',
      [called(0, 'a', '{"x": 1 ')],
      [called(0, 'b', '{"x":10}'), ended],
      undefined,
    ],
    [
      'is no use where a text has other white space',
      [called(0, 'a', '{"x": "a b')],
      [called(0, 'b', '{"x":"ab"}'), ended],
      undefined,
    ],
    [
      'waits for arguments with other white space of calls that come in turns',
      [called(0, 'a', '{"x": 1'), called(1, 'b', '{"y"')],
      [
        called(0, 'c', '{"x":'),
        called(1, 'd', '{"y":'),
        (events) => events.toolArguments(0, '12}'),
        (events) => events.toolArguments(1, '2}'),
        ended,
      ],
      ['a({"x": 12})', 'b({"y":2})'],
    ],
    [
      'is no use with other arguments',
      [called(0, 'a', '{"x":1')],
      [called(0, 'b', '{"y":1}'), ended],
      undefined,
    ],
    [
      'may write the arguments of a finished call otherwise',
      [called(0, 'a', '{"x": 1}')],
      [called(0, 'b', '{"x":', '1}'), called(1, 'c', '{}'), ended],
      ['a({"x": 1})', 'c({})'],
    ],
    [
      'goes on with calls that come in turns',
      [called(0, 'a', '{"x"'), called(1, 'b', '')],
      [called(0, 'c', '{"x":'), (events) => events.toolArguments(0, '1}'), called(1, 'd', '{}'), ended],
      ['a({"x":1})', 'b({})'],
    ],
    [
      'goes on where another call begins before the first one is repeated',
      [said('so'), called(0, 'a', '{"x"')],
      [
        said('so'),
        called(0, 'c', ''),
        called(1, 'd', '{'),
        (events) => events.toolArguments(0, '{"x":1}'),
        (events) => events.toolArguments(1, '}'),
        (events) => events.toolCallEnd(1),
        ended,
      ],
      ['so', 'a({"x":1})', 'd({})'],
    ],
    [
      'is no use where another call begins before the text is repeated',
      [said('one two'), called(0, 'a', '{')],
      [said('one'), called(0, 'b', '{'), called(1, 'c', '{}'), ended],
      undefined,
    ],
    ['is no use where a call is left out', [called(0, 'a', '{}')], [said('text'), ended], undefined],
    [
      'is no use where it has a call more before',
      [said('one two')],
      [said('one'), called(0, 'a', '{}')],
      undefined,
    ],
  ])('%s', (_what, delivered, again, expected) => {
    expect(restarted(delivered, again)).toEqual(expected);
  });
});

const LONG = Array.from({ length: 100 }, (_, at) => `word${at}`).join(' ');

describe('an answer that is gone on with', () => {
  it.each<[string, 'prefill' | 'instruction', string, string[], string | undefined]>([
    ['follows at once', 'prefill', 'one two', [' three'], 'one two three'],
    ['inside a word', 'prefill', 'one tw', ['o three'], 'one two three'],
    ['after white space that comes again', 'prefill', 'one two\n\n', ['\n\nthree'], 'one two\n\nthree'],
    ['after white space that does not', 'prefill', 'one two ', ['three'], 'one two three'],
    ['after the whole text', 'prefill', 'one two three', ['one two', ' three four'], 'one two three four'],
    [
      'after the whole text, whose white space comes in pieces',
      'prefill',
      'one two three\n\n',
      ['one two', ' three', '\n', '\nfour'],
      'one two three\n\nfour',
    ],
    [
      'after its last word and a part of the white space',
      'prefill',
      'one two three\n\n',
      ['one two t', 'hree\n', '\nfour'],
      'one two three\n\nfour',
    ],
    ['after the whole text and no more', 'prefill', 'one two three ', ['one two three'], 'one two three '],
    ['after nothing more', 'prefill', 'one two', [], 'one two'],
    ['with a beginning like that of the text', 'prefill', 'one two', ['on', 'ly'], 'one twoonly'],
    [
      'after the last words',
      'instruction',
      'one two three four',
      ['three four five'],
      'one two three four five',
    ],
    ['with a new word', 'instruction', 'one two three', ['four five'], 'one two three four five'],
    ['with white space', 'instruction', 'one two three ', ['four five'], 'one two three four five'],
    ['after words that come again', 'prefill', 'word word', [' word word word'], 'word word word word word'],
    [
      'after the whole text, behind a line',
      'prefill',
      'one two three',
      ['\n', 'one', ' two three four'],
      'one two three four',
    ],
    [
      'after the whole of a long text',
      'instruction',
      LONG,
      [LONG.slice(0, 450), `${LONG.slice(450)} end`],
      `${LONG} end`,
    ],
    ['after a short text that was to be repeated', 'instruction', 'one', ['one', ' two'], 'one two'],
    ['not where a short text may have come again', 'prefill', 'ha', ['ha', ' ha'], undefined],
    [
      'not where it begins anew and says something else',
      'prefill',
      LONG,
      [LONG.slice(0, 60), ' end'],
      undefined,
    ],
    ['not where it begins anew and ends before', 'prefill', LONG, [LONG.slice(0, 60)], undefined],
    [
      'not where it begins anew in place of its last words',
      'instruction',
      LONG,
      [`${LONG.slice(0, 60)} end. `.repeat(9)],
      undefined,
    ],
  ])('%s (%s)', (_what, how, delivered, pieces, expected) => {
    const caller = new AnswerCollector();
    caller.text(delivered);
    const diverged = { is: false };
    const continued = new ContinuedAnswer(caller, delivered, how, () => (diverged.is = true));
    for (const piece of pieces) continued.text(piece);
    continued.finish({ reason: 'stop' });
    expect(diverged.is).toBe(expected === undefined);
    expect(caller.wholeText).toBe(expected ?? delivered);
    expect(caller.ending).toEqual(expected === undefined ? undefined : { reason: 'stop' });
  });
});

it('a call that goes on in many pieces before another one was repeated is looked through once', () => {
  const begun = `{"a":"${'x'.repeat(400_000)}`;
  const piece = 'y'.repeat(20);
  const again = [
    called(0, 'a', begun, ...Array.from({ length: 20_000 }, () => piece)),
    called(1, 'b', '{}'),
    ended,
  ];
  let whole: unknown;
  const ms = cpuMs(() => (whole = restarted([called(0, 'a', begun), called(1, 'b', '{}')], again)));
  // Parsed anew with each piece it takes half a minute.
  expect(ms).toBeLessThan(10_000);
  expect(whole).toHaveLength(2);
  expect(String(whole).length).toBe(`a(${begun}${piece.repeat(20_000)}),b({})`.length);
});

it('a long text that comes again in small pieces is looked through once', () => {
  const delivered = 'x y '.repeat(500_000);
  const caller = new AnswerCollector();
  caller.text(delivered);
  const ms = cpuMs(() => {
    const continued = new ContinuedAnswer(caller, delivered, 'prefill', () => undefined);
    for (let at = 0; at < delivered.length; at += 4) continued.text(delivered.slice(at, at + 4));
    continued.text('end');
  });
  // Compared anew with each piece it takes minutes.
  expect(ms).toBeLessThan(10_000);
  expect(caller.wholeText.length).toBe(delivered.length + 'end'.length);
});

it('an answer that is begun anew tells the end of a call that was repeated before the others were, in its turn', () => {
  const delivered = new AnswerCollector();
  for (const step of [called(0, 'a', '{}'), called(1, 'b', '{')]) step(delivered);
  const ends: number[] = [];
  const caller = Object.assign(new AnswerCollector(), {
    toolCallEnd: (call: number) => void ends.push(call),
  });
  const repeated = new RepeatedAnswer(caller, delivered, () => undefined);
  called(0, 'c', '{}')(repeated);
  repeated.toolCallEnd(0);
  called(1, 'd', '{}')(repeated);
  repeated.toolCallEnd(1);
  expect(ends).toEqual([0, 1]);
});
