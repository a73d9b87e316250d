import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { GatewayError } from '../errors/gateway-error';
import { SseFrameReader } from './sse-frame.reader';

interface Event {
  readonly event: string;
  readonly data: string;
}

/** One JSON text with what trips parsers up: line separators of Unicode, quotes, surrogate pairs. */
const SENTENCE = JSON.stringify({ t: 'a\u2028b\u2029c\u0085d\u000be\u000cf"g\\ü🎉' });

function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

/** What our reader makes of a stream; data lines are joined with a blank, where the oracle joins with LF. */
function read(pieces: readonly Buffer[], { end = false, limit = 1 << 20 } = {}): Event[] {
  const events: Event[] = [];
  const reader = new SseFrameReader((frame, event) => {
    const text = frame.toString('utf8');
    expect(text).toMatch(/^data: [^\n\r]*\n\n$/);
    events.push({ event, data: text.slice(6, -2) });
    return undefined;
  }, limit);
  for (const piece of pieces) reader.push(piece);
  if (end) reader.end();
  return events;
}

/** The same stream, with runs: frames without a mark come many at a time. */
function readRuns(pieces: readonly Buffer[], mark: string): { frames: string[]; looked: string[] } {
  const frames: string[] = [];
  const looked: string[] = [];
  const reader = new SseFrameReader(
    (frame) => {
      looked.push(frame.toString());
      return frame;
    },
    1 << 20,
    {
      needsLook: (bytes, start, end) => bytes.toString('utf8', start, end).includes(mark),
      take: (run, count) => {
        const split = run.toString().split(/(?<=\n\n)/);
        expect(split).toHaveLength(count);
        frames.push(...split);
      },
    },
  );
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return { frames, looked };
}

/** What the reference parser makes of it. */
function expected(text: string): Event[] {
  const events: Event[] = [];
  const parser = createParser({
    onEvent: ({ event = '', data }) => events.push({ event, data: data.replaceAll('\n', ' ') }),
    maxBufferSize: 1 << 24,
  });
  parser.feed(text);
  return events;
}

const newline = fc.constantFrom('\n', '\r\n', '\r');
const value = fc.oneof(
  fc.constantFrom(SENTENCE, '{"a":1}', '[DONE]', '', ' ', 'x', '{}', '  {"indented":true} '),
  fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\0]/g, '')),
);
const line = fc.oneof(
  { weight: 6, arbitrary: value.map((text) => `data: ${text}`) },
  { weight: 2, arbitrary: value.map((text) => `data:${text}`) },
  fc.constantFrom(
    'data',
    ': comment',
    ':',
    'event: error',
    'event:ping',
    'id: 7',
    'retry: 3000',
    'unknown: x',
    'datax: y',
  ),
);
const frame = fc.array(line, { maxLength: 4 });
const cuts = fc.array(fc.nat(4000), { maxLength: 12 });

/** A stream of whole frames whose lines all end in one way. */
const stream = fc
  .tuple(fc.boolean(), newline, fc.array(frame, { maxLength: 6 }))
  .map(([bom, end, frames]) => {
    const text = frames.map((lines) => [...lines, ''].map((each) => each + end).join('')).join('');
    return { text: (bom ? '\ufeff' : '') + text, cr: end === '\r' };
  });
/** A stream whose lines end in all the ways there are. */
const mixed = fc
  .array(fc.tuple(fc.oneof(line, fc.constant('')), newline), { maxLength: 20 })
  .map((lines) => lines.flat().join('').concat('\n\n'));

/** The reference parser waits, after a CR at the very end, for an LF that may follow; ours need not. */
function feedable({ text, cr }: { text: string; cr: boolean }): string {
  return cr ? `${text}:\n` : text;
}

describe('SseFrameReader', () => {
  it('reads what the reference parser reads, however the stream is cut', () => {
    fc.assert(
      fc.property(stream, cuts, (given, at) => {
        const text = feedable(given);
        expect(read(piecesOf(Buffer.from(text), at))).toEqual(expected(text));
      }),
      { numRuns: 600 },
    );
  });

  it('reads what the reference parser reads where line ends are mixed', () => {
    fc.assert(
      fc.property(mixed, cuts, (text, at) => {
        expect(read(piecesOf(Buffer.from(text), at))).toEqual(expected(text));
      }),
      { numRuns: 600 },
    );
  });

  it('reads the same at every single cut', () => {
    const text =
      `\ufeff: hello\r\n\r\ndata:${SENTENCE}\r\n\r\nevent: error\rdata: {"a":\rdata: 1}\r\r` +
      `data: ${SENTENCE}\n\nid: 4\ndata: [DONE]\n\n`;
    const bytes = Buffer.from(text);
    const events = expected(text);
    expect(events).toHaveLength(4);
    for (let cut = 0; cut <= bytes.length; cut++) expect(read(piecesOf(bytes, [cut]))).toEqual(events);
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(events);
  });

  it('gives the same frames with runs as without, each frame with a mark in a call of its own', () => {
    const frames = fc.array(
      fc.constantFrom('{"a":1}', '{"mark":"x"}', SENTENCE, '[DONE]', '', 'nonsense', '{"b":"mar'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(frames, fc.constantFrom('\n', '\r\n'), cuts, (data, end, at) => {
        const bytes = Buffer.from(data.map((text) => `data: ${text}${end}${end}`).join(''));
        const result = readRuns(piecesOf(bytes, at), '"mark":');
        expect(result.frames).toEqual(data.map((text) => `data: ${text}\n\n`));
        const toLookAt = data.filter((text) => !/^\{.*\}$/s.test(text) || text.includes('"mark":'));
        for (const text of toLookAt) expect(result.looked).toContain(`data: ${text}\n\n`);
        expect(result.looked[0]).toBe(result.frames[0]);
      }),
      { numRuns: 400 },
    );
  });

  it('hands a canonical frame over as a slice of its piece', () => {
    const piece = Buffer.from('data: {"a":1}\n\ndata: {"b":2}\n\n');
    const frames: Buffer[] = [];
    new SseFrameReader((bytes) => void frames.push(bytes)).push(piece);
    expect(frames.map((bytes) => bytes.buffer === piece.buffer)).toEqual([true, true]);
  });

  it('hands over a last frame whose blank line never came, and drops nothing else at the end', () => {
    expect(read([Buffer.from('data: {"a":1}')], { end: true })).toEqual([{ event: '', data: '{"a":1}' }]);
    expect(read([Buffer.from('data: {"a":1}\n')], { end: true })).toEqual([{ event: '', data: '{"a":1}' }]);
    expect(read([Buffer.from('data: {"a":1}\r')], { end: true })).toEqual([{ event: '', data: '{"a":1}' }]);
    expect(read([Buffer.from(': comment')], { end: true })).toEqual([]);
    expect(read([Buffer.from([0xef, 0xbb])], { end: true })).toEqual([]);
    expect(read([], { end: true })).toEqual([]);
  });

  describe('over the limit', () => {
    const LIMIT = 64;
    const limited = (text: string, size: number): Event[] =>
      read(
        piecesOf(
          Buffer.from(text),
          Array.from({ length: 2000 }, (_, index) => index * size),
        ),
        { limit: LIMIT },
      );

    it.each([1, 7, 100, 1000])('takes a frame of just the limit (pieces of %i bytes)', (size) => {
      const data = 'x'.repeat(LIMIT - 'data: \n\n'.length);
      expect(limited(`data: ${data}\n\n`, size)).toHaveLength(1);
    });

    it.each([
      ['a line without an end', `data: ${'x'.repeat(200)}`],
      ['a whole frame', `data: ${'x'.repeat(200)}\n\n`],
      ['a frame of many lines', 'data: 12345678\n'.repeat(20)],
      ['a frame of empty lines of data', 'data\n'.repeat(200)],
      ['a comment without an end', `:${'x'.repeat(200)}`],
    ])('refuses %s', (_what, text) => {
      for (const size of [1, 10, 1000]) {
        expect(() => limited(text, size)).toThrow(GatewayError);
        expect(() => limited(text, size)).toThrow('The upstream sent a frame over the size limit.');
      }
    });

    it('counts each frame by itself', () => {
      expect(limited('data: 0123456789\n\n'.repeat(100), 13)).toHaveLength(100);
      expect(limited(`: ${'x'.repeat(40)}\n`.repeat(100), 13)).toHaveLength(0);
    });
  });
});
