import { PictureCount } from './picture-count';

const PIXELS = 'QUJD'.repeat(500);

function counted(text: string, isStream: boolean, pieceBytes: number): number {
  const bytes = Buffer.from(text);
  const pictures = new PictureCount(isStream);
  for (let at = 0; at < bytes.length; at += pieceBytes) pictures.add(bytes.subarray(at, at + pieceBytes));
  return pictures.count;
}

describe('pictures are counted wherever an answer is cut into pieces', () => {
  it.each<[string, object, number]>([
    ['their bytes', { data: [{ b64_json: PIXELS }, { b64_json: PIXELS }] }, 2],
    ['their addresses', { data: [{ url: 'https://x/a.png', b64_json: null }] }, 1],
    ['both', { data: [{ url: 'https://x/a.png', b64_json: PIXELS }] }, 1],
    ['what looks like one in a text', { data: [{ url: null, revised_prompt: 'a {"url": "x"}' }] }, 0],
    ['none', { data: [] }, 0],
  ])('by %s', (_what, answer, count) => {
    for (const pieceBytes of [1, 7, 64, 16_384]) {
      expect(counted(JSON.stringify(answer), false, pieceBytes)).toBe(count);
      expect(counted(JSON.stringify(answer, null, 2), false, pieceBytes)).toBe(count);
    }
  });

  it('of a stream by the events of those that are finished', () => {
    const events = ['image_generation.partial_image', 'image_generation.completed', 'image_edit.completed'];
    const stream = events
      .map((type) => `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: PIXELS })}\n\n`)
      .join('');
    for (const pieceBytes of [1, 7, 64, 16_384]) expect(counted(stream, true, pieceBytes)).toBe(2);
  });
});
