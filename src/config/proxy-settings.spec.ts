import { readProxySettings } from './proxy-settings';

describe('the proxy variables', () => {
  it.each([
    ['proxy.corp:3128', 'http://proxy.corp:3128/'],
    ['http://proxy.corp:3128/', 'http://proxy.corp:3128/'],
    ['https://user:p%23w@proxy.corp', 'https://user:p%23w@proxy.corp/'],
    ['user:pass@proxy.corp:3128', 'http://user:pass@proxy.corp:3128/'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128/'],
    ['[fd00::1]:3128', 'http://[fd00::1]:3128/'],
  ])('take %s', (given, address) => {
    expect(readProxySettings({ HTTPS_PROXY: given }).httpsProxy).toBe(address);
    expect(readProxySettings({ http_proxy: ` ${given} ` }).httpProxy).toBe(address);
  });

  it('count an empty value as absent, and let capital letters win', () => {
    expect(readProxySettings({ HTTP_PROXY: '', http_proxy: 'p:1' }).httpProxy).toBeUndefined();
    expect(readProxySettings({ HTTP_PROXY: 'a:1', http_proxy: 'b:1' }).httpProxy).toBe('http://a:1/');
  });

  it.each([
    'socks5://proxy:1080',
    'http://proxy:99999',
    'http://',
    'ftp://proxy',
    'http://proxy/path',
    '://x',
    '3128',
    'http://3128/',
  ])('refuse %s, naming the variable', (given) => {
    expect(() => readProxySettings({ https_proxy: given })).toThrow(
      /^https_proxy must be the address of an HTTP proxy/,
    );
  });

  it('hint at percent-encoding, and never show the password', () => {
    for (const password of ['s3cret#x', 's3cret/x', 's3cret?x']) {
      const read = () => readProxySettings({ HTTPS_PROXY: `http://user:${password}@proxy:3128` });
      expect(read).toThrow('must be percent-encoded');
      expect(read).toThrow(expect.not.objectContaining({ message: expect.stringContaining('s3cret') }));
    }
  });
});
