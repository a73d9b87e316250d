import { NoProxy } from './no-proxy';

const covers = (list: string, origin: string): boolean => NoProxy.parse(list).covers(origin);

describe('NO_PROXY', () => {
  it.each([
    ['*', 'https://api.example.com'],
    ['example.com', 'https://example.com'],
    ['example.com', 'https://api.example.com'],
    ['.example.com', 'https://api.example.com'],
    ['.example.com', 'https://example.com'],
    ['*.example.com', 'https://api.example.com'],
    ['EXAMPLE.com', 'https://example.COM.'],
    ['example.com:8443', 'https://api.example.com:8443'],
    ['example.com:443', 'https://example.com'],
    ['example.com:80', 'http://example.com'],
    ['10.0.0.0/8', 'http://10.1.2.3:4000'],
    ['10.1.2.3', 'http://10.1.2.3'],
    ['10.1.2.3:4000', 'http://10.1.2.3:4000'],
    ['fd00::/8', 'http://[fd12::1]:4000'],
    ['[fd00::]/8', 'http://[fd12::1]:4000'],
    ['::1', 'http://[::1]'],
    ['[::1]', 'http://[::1]:4000'],
    ['[::1]:4000', 'http://[::1]:4000'],
    ['localhost, 127.0.0.1 ,10.0.0.0/8', 'http://10.9.9.9'],
    ['localhost 127.0.0.1', 'http://127.0.0.1'],
    ['svc', 'http://litellm.llm.svc:4000'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
  ])('%s covers %s', (list, origin) => {
    expect(covers(list, origin)).toBe(true);
  });

  it.each([
    ['', 'https://example.com'],
    ['example.com', 'https://badexample.com'],
    ['example.com', 'https://example.com.evil.org'],
    ['example.com:8443', 'https://example.com'],
    ['10.0.0.0/8', 'http://11.0.0.1'],
    ['10.0.0.0/8', 'http://ten.example.com'],
    ['10.1.2.3:4000', 'http://10.1.2.3:5000'],
    ['[::1]:4000', 'http://[::1]:5000'],
    ['::1', 'http://127.0.0.1'],
  ])('%j does not cover %s', (list, origin) => {
    expect(covers(list, origin)).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'example.com/8',
    'fd00::/129',
    '10.0.0.0/8/8',
    '10.*',
    'example.com:99999',
    '[::1',
    '10.0.0.0/-1',
    'http://example.com',
    '*example.com',
    'one.example;two.example',
    '<local>',
  ])('refuses %s', (entry) => {
    expect(() => NoProxy.parse(`localhost,${entry}`)).toThrow(/^must be a comma-separated list of hosts/);
  });
});
