import { MultipartFields, boundaryOf } from './multipart-fields';

const BODY = Buffer.from(
  [
    '--XyZ',
    'Content-Disposition: form-data; name="file"; filename="a; name=model.wav"',
    'Content-Type: audio/wav',
    '',
    'RIFF\r\n--XyY\r\n\r\n--Xy\r\n',
    '--XyZ',
    'content-disposition: form-data; name=model',
    '',
    'größe-1',
    '--XyZ',
    'Content-Disposition: form-data; name="timestamp_granularities[]"',
    '',
    'word',
    '--XyZ--',
    '',
  ].join('\r\n'),
);

/** Reads a body in pieces. @returns the names of its fields */
function read(pieces: readonly Buffer[]): {
  readonly fields: MultipartFields;
  readonly names: readonly string[];
} {
  const names: string[] = [];
  const fields = new MultipartFields('XyZ', (name) => names.push(name));
  for (const piece of pieces) fields.take(piece);
  fields.end();
  return { fields, names };
}

const part = (headers: string, content = 'x'): Buffer =>
  Buffer.from(`--XyZ\r\n${headers}\r\n\r\n${content}\r\n--XyZ--\r\n`);

describe('the fields of a form', () => {
  it('are read wherever its bytes are cut, and the model is where it says', () => {
    for (let cut = 0; cut <= BODY.length; cut++) {
      const { fields, names } = read([BODY.subarray(0, cut), BODY.subarray(cut)]);
      expect(names).toEqual(['file', 'model', 'timestamp_granularities[]']);
      expect(fields.model).toBe('größe-1');
      const { start, end } = fields.place ?? { start: 0, end: 0 };
      expect(BODY.toString('utf8', start, end)).toBe('größe-1');
    }
    const { names } = read(Array.from(BODY, (byte) => Buffer.from([byte])));
    expect(names).toHaveLength(3);
  });

  it.each([String.raw`C:\\a.wav`, String.raw`a\"b.wav`, 'a%22b.wav'])(
    'may have a file called %s',
    (filename) => {
      const disposition = `Content-Disposition: form-data; name="file"; filename="${filename}"`;
      expect(read([part(disposition)]).names).toEqual(['file']);
    },
  );

  it.each([
    ['two names', part('Content-Disposition: form-data; name="a"; name="model"')],
    ['a name in another coding', part("Content-Disposition: form-data; name*=utf-8''model")],
    ['a name with an escape', part('Content-Disposition: form-data; name="mod\\"el"')],
    [
      'a name behind what is an escape to some parsers',
      part(String.raw`Content-Disposition: form-data; name="file"; filename="a\"; name="model"`),
    ],
    ['no name', part('Content-Disposition: form-data')],
    [
      'two dispositions',
      part('Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"'),
    ],
    ['a folded line', part('Content-Disposition: form-data;\r\n name="a"')],
    [
      'a coded content',
      part('Content-Disposition: form-data; name="model"\r\nContent-Transfer-Encoding: base64'),
    ],
    [
      'something before its first boundary',
      Buffer.concat([Buffer.from('x\r\n'), part('Content-Disposition: form-data; name="a"')]),
    ],
    [
      'something behind its last boundary',
      Buffer.concat([part('Content-Disposition: form-data; name="a"'), Buffer.from('--B\r\n')]),
    ],
    ['no end', part('Content-Disposition: form-data; name="a"').subarray(0, -4)],
    ['endless headers', part(`Content-Disposition: form-data; name="a"\r\nX: ${'x'.repeat(9_000)}`)],
    ['an endless model', part('Content-Disposition: form-data; name="model"', 'x'.repeat(3_000))],
  ])('are refused where parsers may read them in different ways: %s', (_what, body) => {
    expect(() => read([body])).toThrow();
    expect(() => read(Array.from(body, (byte) => Buffer.from([byte])))).toThrow();
  });

  it.each([
    ['multipart/form-data; boundary=XyZ', 'XyZ'],
    ['multipart/form-data; charset=utf-8; Boundary="a b"', 'a b'],
    ['multipart/form-data; boundary=XyZ;', 'XyZ'],
    ['multipart/form-data', undefined],
    ['multipart/form-data; boundary=A; boundary=B', undefined],
    ['multipart/form-data; x="; boundary=A"; boundary=B', 'B'],
    ['multipart/form-data; x="\\"; boundary=A; y=\\""; boundary=B', undefined],
    ["multipart/form-data; boundary*=utf-8''A; boundary=B", undefined],
    ['multipart/form-data; boundary=A"B', undefined],
    ['multipart/form-data; boundary=A, multipart/form-data; boundary=B', undefined],
    [`multipart/form-data; boundary=${'a'.repeat(71)}`, undefined],
  ])('lie between what %s names', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });
});
