import { withoutPlatformFields } from './platform-fields';

const betasOf = (named: unknown): string | undefined => {
  const body = { model: 'm', anthropic_beta: named };
  const { request, betas } = withoutPlatformFields({ raw: Buffer.from(JSON.stringify(body)), body });
  expect(request.body).toEqual({ model: 'm' });
  expect(request.raw.toString()).toBe('{"model":"m"}');
  return betas;
};

it.each([
  ['a list', ['a-2025-01-01', 'b.2'], 'a-2025-01-01,b.2'],
  ['a text', 'a-2025-01-01, b.2', 'a-2025-01-01, b.2'],
  ['nothing', null, undefined],
])('betas that a body names are those of the header: %s', (_form, named, betas) => {
  expect(betasOf(named)).toBe(betas);
});

it.each(['a\r\nx-evil: 1', 'a\n', 'ü', '東京', '', ' ', 7, {}])(
  'what no header can have is no beta, and fails no call: %j',
  (named) => {
    expect(betasOf(named)).toBeUndefined();
    expect(betasOf(['a-2025-01-01', named])).toBe('a-2025-01-01');
  },
);
