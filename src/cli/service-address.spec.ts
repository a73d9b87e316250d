import { serviceAddress } from './service-address';
import { UsageError } from './usage-error';

it.each([
  ['http://localhost:8002', 'http://localhost:8002'],
  ['http://localhost:8002/', 'http://localhost:8002'],
  ['http://localhost:8002/v1', 'http://localhost:8002'],
  ['https://LLM.example.com/v1/', 'https://llm.example.com'],
  ['https://example.com/llm//v1', 'https://example.com/llm'],
  ['https://example.com/llm/v1beta', 'https://example.com/llm/v1beta'],
])('%s is the service at %s', (given, address) => {
  expect(serviceAddress(given)).toBe(address);
});

it.each(['localhost:8002', 'ftp://x', 'http://u:p@x', 'http://x/?a=1', 'http://x/#a', ''])(
  '%j is no address',
  (given) => {
    expect(() => serviceAddress(given)).toThrow(UsageError);
  },
);
