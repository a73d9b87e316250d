import { SseFrameReader } from '../../../sse/sse-frame.reader';
import { parseFrame, withoutCr } from './frame';

const EVENTS = Array.from({ length: 4 }, (_, n) => ({ n, text: `word${n}` }));

/** What is read of a stream that comes in pieces of so many bytes. */
function read(text: string, size: number): unknown[] {
  const seen: unknown[] = [];
  const reader = new SseFrameReader((frame) => {
    seen.push(parseFrame(frame));
    return undefined;
  }, 4_096);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.push(withoutCr(bytes.subarray(at, at + size)));
  reader.end();
  return seen;
}

describe('frames of Google', () => {
  it.each([
    ['CRLF', '\r\n', 'data: '],
    ['LF', '\n', 'data: '],
    ['CR', '\r', 'data: '],
    ['no blank', '\r\n', 'data:'],
    ['two blanks', '\r\n', 'data:  '],
    ['a tab', '\r\n', 'data:\t'],
  ])('are read with %s, wherever the stream is cut', (_what, end, field) => {
    const text = EVENTS.map((event) => `${field}${JSON.stringify(event)}${end}${end}`).join('');
    for (let size = 1; size < 60; size++) expect(read(text, size)).toEqual(EVENTS);
  });
});
