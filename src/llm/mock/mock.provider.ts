import type { Provider } from '../provider';
import { MockAdapter } from './mock.adapter';

/** The mock as a connection: keys, aliases and limits can be tried without any provider. It connects nowhere. */
export const mockProvider: Provider = {
  name: 'mock',
  providers: [{ name: 'mock', endpoint: 'https://mock.invalid', credential: 'optional' }],
  check: () => undefined,
  open: ({ name }, { mockTokenDelayMs, strictParams }) =>
    new MockAdapter({ tokenDelayMs: mockTokenDelayMs, upstream: name, strictParams }),
};
