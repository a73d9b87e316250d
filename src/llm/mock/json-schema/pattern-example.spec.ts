import { patternExample } from './pattern-example';

it.each([
  '^[a-z]+$',
  '^\\d{3}-\\d{4}$',
  '^(foo|bar)(baz)?$',
  '^[^a-z]{2,}$',
  '^[A-Z]\\w*@[\\w.\\-]+\\.(?:com|org)$',
  '^(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])$',
  'no anchors',
  '^\\u0041\\x42\\s\\S.$',
  '^#?([a-f0-9]{6}|[a-f0-9]{3})$',
  '^\\$\\{[A-Z_]+\\}$',
  '^[\\]\\[]{2}$',
  '^.+?\\/.*$',
  '^[à-ü]$',
])('matches %s', (pattern) => {
  expect(patternExample(pattern, 0, 100)).toMatch(new RegExp(pattern));
});

it('knows Unicode classes, and old escapes beside them', () => {
  expect(patternExample('^\\p{Lu}[a\\-]$', 0, 100)).toBe('Aa');
});

it('is as long as it has to be, and no longer than it may be', () => {
  expect(patternExample('^[a-z]+$', 12, 20)).toHaveLength(12);
  expect(patternExample('^(ab)*$', 7, 8)).toBe('abababab');
  expect(patternExample('^a{3}$', 4, 10)).toBeUndefined();
});

it.each(['(?=x)', '(a)\\1', '[', '(', 'a)', '*', '[^\\s\\S]', 'a'.repeat(2_000)])(
  'leaves out %s',
  (pattern) => {
    expect(patternExample(pattern, 0, 100)).toBeUndefined();
  },
);

it.each(['(a{99999}){99999}', '((((((a*)*)*)*)*)*)*', '^(a+)+$'])('stays small for %s', (pattern) => {
  expect((patternExample(pattern, 3_000, 4_000) ?? '').length).toBeLessThanOrEqual(4_000);
});
