import { Secret } from '../../../config/secret';
import type { ConnectionTarget } from '../../provider';
import { anthropicProvider } from './anthropic.provider';

function target(given: Partial<ConnectionTarget>): ConnectionTarget {
  const endpoint = 'https://api.anthropic.com';
  return {
    name: 'c',
    provider: 'anthropic',
    endpoint,
    credential: new Secret('sk-ant-1'),
    options: {},
    ...given,
  };
}

describe('anthropicProvider.check', () => {
  it('takes an API key, and headers that are no credential', () => {
    expect(() =>
      anthropicProvider.check(target({ options: { headers: { 'anthropic-beta': 'x' } } })),
    ).not.toThrow();
  });

  it.each<[string, Partial<ConnectionTarget>]>([
    ['credential', { credential: undefined }],
    ['credential', { credential: new Secret('sk-ant-1\n') }],
    ['options.headers', { options: { headers: { 'X-Api-Key': 'x' } } }],
  ])('names %s', (param, given) => {
    expect(() => anthropicProvider.check(target(given))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param }),
    );
  });
});
