import { EventIds } from './event-ids';

describe('EventIds', () => {
  const numbered = (after: number, ...pushes: readonly string[]): string => {
    const ids = new EventIds(after);
    return pushes.map((events) => ids.number(Buffer.from(events)).toString()).join('');
  };

  it('numbers events, from the one on that the caller has not', () => {
    expect(numbered(0, 'data: a\n\ndata: b\n\n', 'data: c\n\n')).toBe(
      'id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n',
    );
    expect(numbered(2, 'data: a\n\ndata: b\n\n', 'data: c\n\n')).toBe('id: 3\ndata: c\n\n');
  });

  it('lets no blank line end a comment: the SDK for Python takes it for an event without data', () => {
    expect(numbered(0, 'data: a\n\n', ': x_llm_proxy {}\n\ndata: b\n\n')).toBe(
      'id: 1\ndata: a\n\n: x_llm_proxy {}\nid: 2\ndata: b\n\n',
    );
    const ids = new EventIds(0);
    const written = [': keep-alive\n\n', 'event: ping\ndata: {}\n\n', '\n'].map((silence) =>
      ids.comment(Buffer.from(silence)).toString(),
    );
    expect(written).toEqual([': keep-alive\n', 'event: ping\ndata: {}\n\n', '\n']);
  });
});
