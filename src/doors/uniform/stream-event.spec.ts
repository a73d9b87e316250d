import { eventFormat } from './stream-event';

describe('eventFormat', () => {
  it.each([
    [undefined, 'text/event-stream; charset=utf-8'],
    ['*/*', 'text/event-stream; charset=utf-8'],
    ['text/event-stream', 'text/event-stream; charset=utf-8'],
    ['application/x-ndjson', 'application/x-ndjson; charset=utf-8'],
    ['text/html, Application/X-NDJSON; q=0.9', 'application/x-ndjson; charset=utf-8'],
  ])('answers Accept %p with %s', (accept, contentType) => {
    expect(eventFormat(accept).contentType).toBe(contentType);
  });

  it('writes an event by its name, as a server-sent event and as a JSON line', () => {
    const token = { token: 'Hi', index: 1 };
    expect(eventFormat(undefined).write('token', token)).toBe(
      'event: token\ndata: {"token":"Hi","index":1}\n\n',
    );
    expect(eventFormat('application/x-ndjson').write('token', token)).toBe(
      '{"type":"token","token":"Hi","index":1}\n',
    );
  });

  it('leaves no line end of any kind inside an event', () => {
    const token = 'a\nb\rc\u0085d\u2028e\u2029f\u000bg\u000ch\u001ci';
    const line = eventFormat('application/x-ndjson').write('token', { token, index: 1 });
    const ends = ['\n', '\r', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c', '\u001c'];
    expect(ends.filter((end) => line.trimEnd().includes(end))).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ token });
  });
});
