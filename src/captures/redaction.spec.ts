import { cpuMs, growth, MOST_GROWTH } from '../../test/support/observation/cpu-time';
import { redactedStream } from './redacted-stream';
import { Redaction } from './redaction';

const redacted = (text: string, ...patterns: string[]): string => new Redaction(patterns).apply(text);

describe('what a key or group has taken out of its captured calls', () => {
  it.each([
    ['Ask joe+x@mail.example.com, now', ['email'], 'Ask [REDACTED], now'],
    ['joe@a.b,sue@c.d', ['email'], '[REDACTED],[REDACTED]'],
    ['@a.b and joe@b', ['email'], '@a.b and joe@b'],
    ['+49 30 1234567', ['phone'], '[REDACTED]'],
    ['joe@1.2.3.4', ['email', 'ip'], '[REDACTED]'],
    ['say sk-abc "sk-d" sk-', ['sk-*'], 'say [REDACTED] "[REDACTED]" [REDACTED]'],
    ['id=1x2y3z.', ['id=*x*z'], '[REDACTED].'],
    ['id=1x x 3z.', ['id=*x*z'], 'id=1x x 3z.'],
    ['a1b2b3c', ['a**b'], '[REDACTED]3c'],
    ['a1b2c3c4b', ['a*b*c'], '[REDACTED]4b'],
    ['a"b', ['a*b'], 'a"b'],
    ['a(b)c', ['(b)'], 'a[REDACTED]c'],
    ['nothing', ['email', 'x*'], 'nothing'],
    ['+1 (555) 123-4567 or +49 (0)30 123 4567', ['phone'], '[REDACTED] or [REDACTED]'],
    ['0049 30 1234567, (555) 123-4567, 555-123-4567', ['phone'], '[REDACTED], [REDACTED], [REDACTED]'],
    ['on 2026-11-01 at 12:30:45, 1234567', ['phone', 'ip'], 'on 2026-11-01 at 12:30:45, 1234567'],
    ['4111\u00a01111\u00a01111\u00a01111', ['card'], '[REDACTED]'],
    ['2001:db8::ff00:42:8329, ::1 and fe80::', ['ip'], '[REDACTED], [REDACTED] and [REDACTED]'],
    ['2001:db8:0:0:0:0:0:1', ['ip'], '[REDACTED]'],
    ['std::abs(x), a :: b', ['ip'], 'std::abs(x), a :: b'],
    ['rené@exámple.fr and info@müller.de', ['email'], '[REDACTED] and [REDACTED]'],
  ])('%s without %j is %s', (text, patterns, rest) => {
    expect(redacted(text, ...patterns)).toBe(rest);
  });

  it.each([
    ['a line', 'Card:\n4111 1111 1111 1111', 'Card:\n[REDACTED]'],
    ['a tab', 'IBAN\tDE89 3704 0044 0532 0130 00', 'IBAN\t[REDACTED]'],
    ['a line of a server log', 'from\n192.168.0.17 "GET"', 'from\n[REDACTED] "GET"'],
    ['a line with an address of mail', 'Write to\njoe@mail.example.com', 'Write to\n[REDACTED]'],
  ])('is found at the beginning of %s of JSON, which stays JSON', (_, content, rest) => {
    const redaction = new Redaction(['email', 'card', 'iban', 'ip']);
    const asked = (said: string) => ({ messages: [{ content: said }] });
    expect(JSON.parse(redaction.apply(JSON.stringify(asked(content))))).toEqual(asked(rest));
    const inTool = (said: string) => asked(JSON.stringify({ note: said }));
    expect(JSON.parse(redaction.apply(JSON.stringify(inTool(content))))).toEqual(inTool(rest));
  });

  it('is found however a client writes its characters', () => {
    const redaction = new Redaction(['phone', 'email']);
    const json = String.raw`{"a":"\u002B49 30 1234567","b":"m\u00fcller\u0040example.com","c":"\u002B49 30 123456`;
    expect(redaction.apply(json)).toBe('{"a":"[REDACTED]","b":"[REDACTED]","c":"[REDACTED]');
  });

  it('is the whole of a key that is longer than others', () => {
    expect(redacted(`"sk-proj-${'Ab1_'.repeat(60)}"`, 'sk-*')).toBe('"[REDACTED]"');
  });

  it.each([
    ['letters', 'a', ['email']],
    ['a picture', 'aB+9', ['email', 'card', 'phone', 'iban', 'ip']],
    ['parts of addresses', 'a@a-', ['email']],
    ['what a pattern begins with', 'abc', ['a*b*c*x']],
    ['one letter', 'a', ['a*a*a*x']],
    ['numbers', '+1 (', ['phone', 'card', 'ip']],
    ['parts of addresses of IPv6', 'ab:', ['ip']],
    ['colons', '::', ['ip']],
    ['escapes', String.raw`\u0040`, ['email', 'ip']],
    ['escapes of escapes', '\\', ['email', 'ip']],
  ])('is found in a time that grows with the text (%s)', (_, filler, patterns) => {
    const redaction = new Redaction(patterns);
    expect(growth((size) => redaction.apply(filler.repeat(size)), 4_000)).toBeLessThan(MOST_GROWTH);
    const scan = cpuMs(() => times(20, () => /x/.test(filler.repeat(131_072))));
    const all = cpuMs(() => redaction.apply(filler.repeat(131_072)));
    expect(all).toBeLessThan(10 * (scan + 10));
  });
});

describe('what is taken out of a stream', () => {
  const email = new Redaction(['email', 'sk-*']);
  const frames = (...values: unknown[]): string =>
    values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
  const chat = (content: string, index = 0) => ({ id: 'c', choices: [{ index, delta: { content } }] });

  it('is found where it came in pieces, and the other pieces are as they were', () => {
    const stream = `${frames(chat('Write to jo'), chat('e@'), chat('mail.example'), chat('.com'), chat('!'))}data: [DONE]\n\n`;
    const rest = frames(chat('Write to [REDACTED]'), chat(''), chat(''), chat(''), chat('!'));
    expect(redactedStream(stream, email)).toBe(`${rest}data: [DONE]\n\n`);
  });

  it('is found in each of several texts that come by turns', () => {
    const stream = frames(chat('joe', 0), chat('sue', 1), chat('@a.b', 0), chat('@c.d', 1));
    expect(redactedStream(stream, email)).toBe(
      frames(chat('[REDACTED]', 0), chat('[REDACTED]', 1), chat('', 0), chat('', 1)),
    );
  });

  it('is found in the events of other wires, and in their whole texts', () => {
    const delta = (text: string) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    });
    const done = { type: 'response.output_text.done', output_index: 0, text: 'joe@a.b' };
    const stream = `event: x\n${frames(delta('jo'), delta('e@a.b'), done)}`;
    expect(redactedStream(stream, email)).toBe(
      `event: x\n${frames(delta('[REDACTED]'), delta(''), { ...done, text: '[REDACTED]' })}`,
    );
  });

  it('is found in what is no stream, and in frames that are no JSON', () => {
    expect(redactedStream('{"text":"joe@a.b"}', email)).toBe('{"text":"[REDACTED]"}');
    expect(redactedStream('data: {"text":"joe@a.b…', email)).toBe('data: {"text":"[REDACTED]…');
  });

  it('is found in the arguments of a tool, which are JSON in pieces', () => {
    const piece = (text: string) => ({
      choices: [{ index: 0, delta: { tool_calls: [{ arguments: text }] } }],
    });
    const ip = new Redaction(['ip']);
    const stream = frames(piece('{"a":"of\\n10.'), piece('0.0.1"}'));
    expect(redactedStream(stream, ip)).toBe(frames(piece('{"a":"of\\n[REDACTED]'), piece('"}')));
    expect(redactedStream(frames(piece('{"a":"\\n10.0.0.1"}')), ip)).toBe(
      frames(piece('{"a":"\\n[REDACTED]"}')),
    );
  });

  it('leaves ids alone, which all frames have', () => {
    const stream = frames({ id: 'sk-', text: 'a' }, { id: 'abc', text: 'b' });
    expect(redactedStream(stream, new Redaction(['sk-abc']))).toBe(stream);
  });

  it('is found in a time that grows with the stream', () => {
    const piece = frames(chat('a@b.c '), chat(' joe@'));
    expect(growth((size) => redactedStream(piece.repeat(size), email), 500)).toBeLessThan(MOST_GROWTH);
  });
});

function times(count: number, work: () => unknown): void {
  for (let done = 0; done < count; done++) work();
}
