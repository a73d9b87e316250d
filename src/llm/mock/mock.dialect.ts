import type { Dialect } from '../dialect';
import { MockAdapter } from './mock.adapter';

/** The mock as a connection: keys, aliases and limits can be tried without any provider. It connects nowhere. */
export const mockDialect: Dialect = {
  name: 'mock',
  providers: [{ name: 'mock', endpoint: 'https://mock.invalid', credential: 'optional' }],
  check: () => undefined,
  open: ({ name }, { mockTokenDelayMs }) =>
    new MockAdapter({ tokenDelayMs: mockTokenDelayMs, upstream: name }),
};
