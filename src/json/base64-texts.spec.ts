import { base64Texts } from './base64-texts';

const found = (value: unknown): { count: number; bytes: number } =>
  base64Texts(Buffer.from(JSON.stringify(value)));

describe('base64Texts', () => {
  it('finds what is base64, in either alphabet and in a data URL, and no sentences', () => {
    const base64 = Buffer.alloc(30_000, 0xfb).toString('base64');
    const urlSafe = Buffer.alloc(30_000, 0xfb).toString('base64url');
    const url = `data:image/png;base64,${base64}`;
    const prose = 'A sentence, and "another" one. '.repeat(2_000);
    const expected = { count: 3, bytes: base64.length + urlSafe.length + url.length };
    expect(found([prose, { data: base64 }, prose, { bytes: urlSafe }, url, prose])).toEqual(expected);
    expect(found([prose, prose])).toEqual({ count: 0, bytes: 0 });
  });

  it('finds it with escaped slashes and in lines, and takes no escaped letters for it', () => {
    const base64 = Buffer.alloc(30_000, 0xff).toString('base64');
    const escaped = base64.replaceAll('/', '\\/');
    expect(base64Texts(Buffer.from(`{"file_data" : "${escaped}"}`))).toEqual({
      count: 1,
      bytes: escaped.length,
    });
    for (const end of ['\n', '\r\n'])
      expect(found({ data: base64.replace(/.{60}/g, `$&${end}`) }).count).toBe(1);
    expect(base64Texts(Buffer.from(`{"data":"${'\\u4e2d\\u6587'.repeat(5_000)}"}`)).count).toBe(0);
  });

  it('takes base64 that a model reads for a text', () => {
    const base64 = Buffer.alloc(30_000, 0xfb).toString('base64');
    expect(found({ role: 'user', content: base64 })).toEqual({ count: 0, bytes: 0 });
    expect(found([{ type: 'text', text: base64 }, { my_data: base64 }]).count).toBe(0);
  });

  it('takes no text for base64 that only begins like it', () => {
    const word = 'x'.repeat(5_000);
    expect(found([`${word} ${'and so on. '.repeat(1_000)}`])).toEqual({ count: 0, bytes: 0 });
    expect(base64Texts(Buffer.from(`"${word}`))).toEqual({ count: 0, bytes: 0 });
    expect(base64Texts(Buffer.alloc(0))).toEqual({ count: 0, bytes: 0 });
  });
});
