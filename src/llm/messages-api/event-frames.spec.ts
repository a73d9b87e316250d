import { EventFrames } from './event-frames';

/** The data of each frame, of a stream that comes in pieces of the given size. */
function framesOf(stream: string, size: number): string[] {
  const bytes = Buffer.from(stream);
  const taken: string[] = [];
  const frames = new EventFrames((data) => taken.push(data));
  for (let at = 0; at < bytes.length; at += size) frames.push(bytes.subarray(at, at + size));
  frames.end();
  return taken;
}

const FORMS: readonly [string, string][] = [
  ['as the provider writes it', 'event: a\ndata: {"t":"ä"}\n\nevent: b\ndata: {"t":2}\n\n'],
  ['with CRLF', 'event: a\r\ndata: {"t":"ä"}\r\n\r\nevent: b\r\ndata: {"t":2}\r\n\r\n'],
  ['without event lines', 'data: {"t":"ä"}\n\ndata: {"t":2}\n\n'],
  [
    'with comments, ids and blank lines between',
    ': hi\n\nid: 1\nevent: a\ndata:{"t":"ä"}\n\n\n\nevent: b\nretry: 5\ndata: {"t":2}\n\n',
  ],
  ['with the event line behind the data', 'data: {"t":"ä"}\nevent: a\n\nevent: b\ndata: {"t":2}\n\n'],
  ['with a byte order mark', '\uFEFFevent: a\ndata: {"t":"ä"}\n\nevent: b\ndata: {"t":2}\n\n'],
  ['without its last blank line', 'event: a\ndata: {"t":"ä"}\n\nevent: b\ndata: {"t":2}'],
];

describe('EventFrames', () => {
  it.each(FORMS)('reads a stream %s, in pieces of any size', (_form, stream) => {
    for (let size = 1; size <= stream.length + 1; size++) {
      expect({ size, frames: framesOf(stream, size) }).toEqual({ size, frames: ['{"t":"ä"}', '{"t":2}'] });
    }
  });
});
