import type { JsonObject } from '../../json/json-object';
import { withPlainPatterns } from './plain-patterns';

const ofField = (field: JsonObject): JsonObject => ({ type: 'object', properties: { a: field } });
const text = (pattern: string): JsonObject => ({ type: 'string', description: 'A text.', pattern });

describe('a pattern', () => {
  it.each([
    ['of Claude Code’s Artifact', '^(?!__.*__$)[^\\p{Cc}\\p{Cf}"\\\\./[\\]]{1,200}$'],
    ['of Zod’s e-mail addresses', "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)@([A-Za-z]{2,})$"],
    ['that looks ahead', '^(?=.*\\d).+$'],
    ['that looks behind', '(?<!a)b'],
    ['with a named group', '(?<year>\\d{4})'],
    ['with signs by their number', '^\\u{1F600}$'],
    ['with a range of a class', '[\\w-.]+'],
    ['with an empty class', '[^]*'],
    ['with a control sign', '\\cJ'],
  ])('%s is said in the description', (_what, pattern) => {
    const { properties } = withPlainPatterns(ofField(text(pattern)));
    expect(properties).toEqual({
      a: { type: 'string', description: `A text. {pattern: ${JSON.stringify(pattern)}}` },
    });
  });

  it.each([
    '^[a-z]+$',
    '^(?:a|b)\\.\\d{2}-\\w$',
    '[\\w-]+',
    '[(?=]',
    '\\(\\?=',
    '^\\x41\\u0042$',
    '\\\\p{x}',
    '[\\]a]',
    '',
  ])('%j stays, and so does the schema', (pattern) => {
    const schema = ofField(text(pattern));
    expect(withPlainPatterns(schema)).toBe(schema);
  });

  it('is looked for wherever a schema may be, and nowhere else', () => {
    const bad = text('(?=a)');
    const said = { type: 'string', description: 'A text. {pattern: "(?=a)"}' };
    const schema = {
      type: 'object',
      properties: { pattern: { type: 'string' }, list: { type: 'array', items: bad } },
      $defs: { one: { anyOf: [bad, { type: 'null' }] } },
      default: { pattern: '(?=a)' },
      enum: [{ pattern: '(?=a)' }],
    };
    expect(withPlainPatterns(schema)).toEqual({
      ...schema,
      properties: { pattern: { type: 'string' }, list: { type: 'array', items: said } },
      $defs: { one: { anyOf: [said, { type: 'null' }] } },
    });
  });

  it('of names that is taken out lets fields have any name', () => {
    const fields = { '^a$': { type: 'string' }, '^\\p{L}+$': { type: 'number' } };
    expect(
      withPlainPatterns({ type: 'object', patternProperties: fields, additionalProperties: false }),
    ).toEqual({
      type: 'object',
      patternProperties: { '^a$': { type: 'string' } },
      additionalProperties: { type: 'number' },
    });
  });

  it('takes time by its length alone', () => {
    const long = '[('.repeat(200_000);
    const begun = process.cpuUsage();
    withPlainPatterns(ofField(text(long)));
    const { user } = process.cpuUsage(begun);
    expect(user).toBeLessThan(2_000_000);
  });
});
