import fc from 'fast-check';
import { readStream } from '../../../test/support/providers/chat-stream-reading';
import { AnswerCollector } from '../canonical/answer-collector';
import type { AnswerEvents } from '../canonical/answer-events';
import { ChatAnswerReader } from './answer-reader';

type Field = readonly [name: string, value: unknown];

/** An object whose fields are written in their order, also where two have the same name. */
class Ordered {
  constructor(readonly fields: readonly Field[]) {}
}

/** What the chunks of a stream have in common besides the piece. */
interface Shape {
  readonly field: 'content' | 'reasoning_content' | 'reasoning' | 'arguments' | 'refusal';
  readonly delta: readonly Field[];
  readonly choice: readonly Field[];
  readonly choices: number;
  readonly call: readonly Field[];
  readonly called: readonly Field[];
  readonly top: readonly Field[];
  readonly choicesFirst: boolean;
  readonly padding: 'obfuscation' | 'p' | undefined;
  readonly blank: string;
  readonly asciiAlone: boolean;
}

/** In its place the bytes of a stream have another byte. */
const DAMAGED = '~';
const said = fc.oneof(
  fc.constantFrom(
    'a',
    'a',
    ' word',
    DAMAGED,
    `${DAMAGED}u00e`,
    `\\${DAMAGED}`,
    '"',
    '\\',
    '\n',
    '',
    '🙂',
    'é',
    '\u2028',
  ),
  fc.constantFrom('{"a":1}', '\ud83d', '\ude00', '","content":"', '\u007f'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const damage = fc.constantFrom(0x01, 0x09, 0x22, 0x5c, 0x75, 0x7f, 0x80, 0xc3, 0xe2, 0xff);
const nothing = fc.constantFrom<unknown>(null, '', []);
const fields = (names: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<readonly Field[]> =>
  fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 3 });

const IN_DELTA = [
  'content',
  'reasoning_content',
  'reasoning',
  'refusal',
  'tool_calls',
  'annotations',
  'images',
  'role',
];
const shape: fc.Arbitrary<Shape> = fc.record({
  field: fc.constantFrom(
    'content',
    'content',
    'reasoning_content',
    'reasoning',
    'arguments',
    'arguments',
    'refusal',
  ),
  delta: fields(IN_DELTA, nothing),
  choice: fields(['logprobs', 'finish_reason', 'message', 'content_filter_results'], nothing),
  choices: fc.constantFrom(1, 1, 1, 1, 2),
  call: fields(['id', 'type', 'custom', 'extra_content'], nothing),
  called: fields(['name', 'input'], nothing),
  top: fields(['id', 'model', 'usage', 'content', 'p'], fc.constantFrom('a', null)),
  choicesFirst: fc.boolean(),
  padding: fc.constantFrom(undefined, 'obfuscation', 'p'),
  blank: fc.constantFrom('', '', ' '),
  asciiAlone: fc.boolean(),
});
/** What a chunk may say besides its piece, or otherwise. */
const CHANGES: readonly ((given: Shape) => Partial<Shape>)[] = [
  ...(
    [
      ['finish_reason', 'length'],
      ['finish_reason', 'tool_calls'],
      ['logprobs', { content: [{ token: 'x', logprob: -1 }] }],
      ['index', 1],
      ['delta', 0],
      ['message', { content: 'x' }],
    ] satisfies Field[]
  ).map((field) => ({ choice }: Shape) => ({ choice: [...choice, field] })),
  ...(
    [
      ['content', 'x'],
      ['content', [{ type: 'text', text: 'x' }]],
      ['reasoning_content', 'x'],
      ['refusal', 'x'],
      ['role', 'x'],
      ['tool_calls', [{ index: 1, id: 'call_2', function: { name: 'g', arguments: 'x' } }]],
      ['annotations', [{ type: 'url_citation', url_citation: { url: 'https://x.test', title: 'x' } }]],
      ['images', [{ image_url: { url: 'data:image/png;base64,aaaa' } }]],
      ['function_call', { name: 'g', arguments: 'x' }],
    ] satisfies Field[]
  ).map((field) => ({ delta }: Shape) => ({ delta: [...delta, field] })),
  ...(
    [
      ['index', 1],
      ['id', 'call_1'],
      ['custom', { name: 'g', input: 'x' }],
      ['extra_content', { google: { thought_signature: 'x' } }],
    ] satisfies Field[]
  ).map((field) => ({ call }: Shape) => ({ call: [...call, field] })),
  ({ called }) => ({ called: [...called, ['name', 'g']] }),
  ({ called }) => ({ called: [...called, ['input', 'x']] }),
  ({ top }) => ({ top: [...top, ['id', 'x']] }),
  () => ({ choices: 2 }),
];
/** A stream whose chunks are alike, others that are alike in between. */
const stream = fc
  .record({
    common: shape,
    parts: fc.array(
      fc.record({
        texts: fc.array(said, { minLength: 1, maxLength: 4 }),
        change: fc.option(fc.constantFrom(...CHANGES), { nil: () => ({}), freq: 2 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    byte: damage,
  })
  .map(({ common, parts, byte }) => {
    const frames = parts.flatMap((part) =>
      part.texts.map((text) => frameOf({ ...common, ...part.change(common) }, text)),
    );
    return [CALL, ...frames].map((frame) => {
      const bytes = Buffer.from(frame);
      return Buffer.from(bytes.map((given) => (given === DAMAGED.charCodeAt(0) ? byte : given)));
    });
  });

function json(value: unknown, { blank, asciiAlone }: Shape): string {
  const write = (of: unknown): string => {
    if (of instanceof Ordered) {
      const written = of.fields.map(([name, inner]) => `"${name}":${blank}${write(inner)}`);
      return `{${written.join(`,${blank}`)}}`;
    }
    if (Array.isArray(of)) return `[${of.map(write).join(`,${blank}`)}]`;
    const text = JSON.stringify(of);
    if (!asciiAlone) return text;
    return text.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  };
  return write(value);
}

function frameOf(given: Shape, text: string): string {
  const called = new Ordered([['arguments', text], ...given.called]);
  const call = new Ordered([['index', 0], ['function', called], ...given.call]);
  const piece: Field = given.field === 'arguments' ? ['tool_calls', [call]] : [given.field, text];
  const delta = new Ordered([piece, ...given.delta.filter(([name]) => name !== piece[0])]);
  const choice = (index: number): Ordered =>
    new Ordered([['index', index], ['delta', delta], ...given.choice]);
  const choices: Field = ['choices', Array.from({ length: given.choices }, (_, index) => choice(index))];
  const padded: readonly Field[] = given.padding === undefined ? [] : [[given.padding, `x${text.length}`]];
  const all = given.choicesFirst ? [choices, ...given.top] : [...given.top, choices];
  return `data: ${json(new Ordered([...all, ...padded]), given)}\n\n`;
}

const CALL =
  'data: {"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}}]}\n\n';

/** What a reader tells, event by event. */
function told(read: (reader: ChatAnswerReader) => void): readonly unknown[] {
  const events: unknown[] = [];
  const out = (candidate: number): AnswerEvents =>
    new Proxy<AnswerEvents>(new AnswerCollector(), {
      get: (_of, name) =>
        name === 'candidate'
          ? (index: number) => out(index)
          : (...values: unknown[]) => events.push([candidate, name, ...values]),
    });
  const reader = new ChatAnswerReader(out(0));
  read(reader);
  reader.end();
  return events;
}

/** With one id for all calls that the upstream gave none. */
function sameIds(text: string): string {
  return text.replace(/call_[0-9a-f]{24}/g, 'call_made');
}

describe('a chunk that is known by the one before it', () => {
  it('says what it says to a reader that parses it', () => {
    fc.assert(
      fc.property(stream, fc.nat({ max: 8 }), (frames, cut) => {
        const known = told((reader) => {
          reader.frames(Buffer.concat(frames.slice(0, cut)));
          reader.frames(Buffer.concat(frames.slice(cut)));
        });
        const parsed = told((reader) => {
          for (const frame of frames) {
            try {
              const chunk: unknown = JSON.parse(frame.toString('utf8').slice('data: '.length));
              if (typeof chunk === 'object' && chunk !== null && !Array.isArray(chunk))
                reader.take({ ...chunk });
            } catch {
              // It is left out.
            }
          }
        });
        expect(sameIds(JSON.stringify(known))).toBe(sameIds(JSON.stringify(parsed)));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves for a caller of Chat Completions as it leaves where each is looked at', async () => {
    // What is no object has nothing known any longer, and is left out.
    const FORGOTTEN = Buffer.from('data: -\n\n');
    await fc.assert(
      fc.asyncProperty(stream, async (frames) => {
        const known = await readStream('local', [Buffer.concat(frames)], false);
        const looked = await readStream(
          'local',
          [Buffer.concat(frames.flatMap((frame) => [frame, FORGOTTEN]))],
          false,
        );
        expect(sameIds(known.sink.text)).toBe(sameIds(looked.sink.text));
        expect(known.call.facts.finishReason).toBe(looked.call.facts.finishReason);
        expect(String(known.failure)).toBe(String(looked.failure));
      }),
      { numRuns: 150 },
    );
  });

  it('is looked at where one of another form came before: a call that goes on behind the end has a reason', async () => {
    const piece = (text: string): string =>
      `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"${text}"}}]}}]}\n\n`;
    const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}\n\n';
    const { sink } = await readStream(
      'local',
      [Buffer.from(`${CALL}${piece('a')}${piece('b')}${end}${piece('c')}`)],
      false,
    );
    expect(sink.text).toContain(`${CALL}${piece('a')}${piece('b')}`);
    expect(sink.chunks().at(-1)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
  });

  it.each([
    ['a text', (text: string) => `{"content":${text}},"logprobs":null,"finish_reason":null}],"usage":null`],
    ['a text with padding', (text: string) => `{"content":${text}}}],"obfuscation":"aB${text.length}"`],
    ['reasoning', (text: string) => `{"content":null,"reasoning_content":${text}}}]`],
    ['arguments', (text: string) => `{"tool_calls":[{"index":0,"function":{"arguments":${text}}}]}}]`],
  ])('is not parsed: %s', (_what, rest) => {
    const words = Array.from({ length: 20 }, (_, index) => JSON.stringify(` wörd ${index}`));
    const frames = words.map((text) => `data: {"id":"1","choices":[{"index":0,"delta":${rest(text)}}\n\n`);
    const parse = jest.spyOn(JSON, 'parse');
    try {
      const events = told((reader) => {
        reader.frames(Buffer.from(`${CALL}${frames.join('')}`));
      });
      // With the answer's start, its call, and their ends.
      expect(events).toHaveLength(words.length + 4);
      expect(parse.mock.calls.length).toBeLessThan(5);
    } finally {
      parse.mockRestore();
    }
  });
});
