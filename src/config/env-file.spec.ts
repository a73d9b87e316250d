import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parseEnvText, readEnvFile } from './env-file';
import { SettingsError } from './settings-error';
import { MOST_GROWTH, growth } from '../../test/support/observation/cpu-time';

const parse = (text: string) => parseEnvText(text, '.env');

describe('a .env file', () => {
  it('has names with bare and quoted values, comments, and blanks where they do no harm', () => {
    const text = [
      '# a comment',
      '',
      'A=plain',
      'export B = spaced out ',
      "C='a # b $HOME \\n \"'",
      'D="two\\nlines # and a sharp" # a comment',
      'E=',
      'F=value # a comment',
      "  G=don't",
      'H={"json":true}',
      'A=again',
      'I="-----BEGIN\nbody\n-----END"',
      "J='postgres://u:p%23w@h/d'",
    ].join('\n');
    expect(parse(text)).toEqual({
      A: 'again',
      B: 'spaced out',
      C: 'a # b $HOME \\n "',
      D: 'two\nlines # and a sharp',
      E: '',
      F: 'value',
      G: "don't",
      H: '{"json":true}',
      I: '-----BEGIN\nbody\n-----END',
      J: 'postgres://u:p%23w@h/d',
    });
    // What is taken, Node reads in the same way.
    expect({ ...parseEnv(text) }).toEqual(parse(text));
  });

  it('may have the line ends of Windows, and names such as __proto__', () => {
    expect(parse('A=1\r\nB="2"\r\n')).toEqual({ A: '1', B: '2' });
    expect(Object.entries(parse('__proto__=x'))).toEqual([['__proto__', 'x']]);
  });

  it.each([
    ['KEY: value', 'write KEY=value'],
    ['KEY : "value"', 'write KEY=value'],
    ['KEY', 'not of the form NAME=value'],
    ['KEY value', 'not of the form NAME=value'],
    ['=value', 'the name before ='],
    ['1KEY=value', 'the name before ='],
    ['MY-KEY=value', 'the name before ='],
    ['KLÜCK=value', 'the name before ='],
    ['exportKEY=value', 'must not begin with "export"'],
    ['KEY=s3cret#more', "put it into single quotes, KEY='…'"],
    ['KEY=s3cret\t# more', "put it into single quotes, KEY='…'"],
    ['KEY=#s3cret', "put it into single quotes, KEY='…'"],
    ['KEY= # s3cret', "put it into single quotes, KEY='…'"],
    ['KEY=s3cret$HOME', "put it into single quotes, KEY='…'"],
    ['KEY=s3cret$', "put it into single quotes, KEY='…'"],
    ['KEY="s3cret$HOME"', "use single quotes, KEY='…'"],
    ['KEY="s3cret\\t"', "use single quotes, KEY='…'"],
    ['KEY="s3cret\\\\n"', "use single quotes, KEY='…'"],
    ['KEY="s3cret \\" more"', 'before its closing quote'],
    ["KEY='s3cret\\'", 'before its closing quote'],
    ['KEY="s3cret', 'no closing "'],
    ["KEY='s3cret\nmore", "no closing '"],
    ["KEY='s3cret'more", 'something follows the closing quote'],
    ['KEY=`s3cret`', 'only looks like one'],
    ['KEY=“s3cret”', 'only looks like one'],
    ['KEY=\u00a0s3cret', 'a special blank'],
    ['KEY=s3cret\u00a0', 'a special blank'],
    ['KEY=s3\rcret', 'a control character'],
    ['KEY="s3\u0007cret"', 'a control character'],
  ])('is refused with its line where %j could be misread', (line, said) => {
    const text = `# first\nA=1\n${line}\nB=2`;
    expect(() => parse(text)).toThrow(SettingsError);
    expect(() => parse(text)).toThrow(/^\.env, line 3: /);
    expect(() => parse(text)).toThrow(said);
    expect(() => parse(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cret') }),
    );
  });

  it('is read in time that grows with its length', () => {
    const read = (lines: number) => parse(`A="${'x\n'.repeat(lines)}"`)['A'];
    expect(read(10_000)).toHaveLength(20_000);
    expect(growth(read, 25_000)).toBeLessThan(MOST_GROWTH);
  });
});

describe('the file itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  const file = join(folder, '.env');
  afterEach(() => {
    rmSync(file, { recursive: true, force: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('need not be there', () => {
    expect(readEnvFile(file)).toEqual({});
  });

  it('may begin with a byte order mark', () => {
    writeFileSync(file, '\ufeffA=1\n');
    expect(readEnvFile(file)).toEqual({ A: '1' });
  });

  it.each([
    ['UTF-16, little end first', Buffer.from('\ufeffA=1\n', 'utf16le'), 1],
    ['UTF-16, big end first', Buffer.from('\ufeffA=1\n', 'utf16le').swap16(), 1],
    ['UTF-16 without a mark', Buffer.from('A=1\n', 'utf16le'), 1],
    ['a binary file', Buffer.from('A=1\nB=\u0000\u0001'), 2],
    ['Latin-1', Buffer.from('A=1\n\nB=M\xfcller\n', 'latin1'), 3],
  ])('is refused in %s, with the line', (_, bytes, line) => {
    writeFileSync(file, bytes);
    expect(() => readEnvFile(file)).toThrow(`${file}, line ${line}: it is`);
    expect(() => readEnvFile(file)).toThrow('save the file as UTF-8');
  });

  it('is named where it cannot be read', () => {
    mkdirSync(file);
    expect(() => readEnvFile(file)).toThrow(`The file ${file} cannot be read (EISDIR): it is a directory`);
    rmSync(file, { recursive: true });
    symlinkSync('.env', file);
    expect(() => readEnvFile(file)).toThrow(`The file ${file} cannot be read (ELOOP)`);
    rmSync(file);
    symlinkSync('no-such-file', file);
    expect(() => readEnvFile(file)).toThrow(
      `The file ${file} cannot be read (ENOENT): it is a link to a file`,
    );
    rmSync(file);
    writeFileSync(file, `A=${'x'.repeat(1024 * 1024)}`);
    expect(() => readEnvFile(file)).toThrow('larger than 1 MiB');
  });
});
