import { checkEndpoint } from '../../../upstream/address-policy';
import { baseUrlOf } from './base-url';
import { VENDORS } from './vendors';

describe('the catalogue of vendors', () => {
  it('names each once, in lower case', () => {
    const names = VENDORS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]*$/);
  });

  it('has addresses that may be connected to from anywhere', () => {
    for (const { endpoint } of VENDORS) {
      if (endpoint !== undefined) expect(() => checkEndpoint(endpoint, 'public-only')).not.toThrow();
    }
  });

  it('keeps a credential optional only where an endpoint has to be given', () => {
    for (const { endpoint, credential } of VENDORS) {
      expect(credential).toBe(endpoint === undefined ? 'optional' : 'required');
    }
  });
});

describe('baseUrlOf', () => {
  const own = new Map(VENDORS.map((vendor) => [vendor.name, vendor]));
  it.each([
    ['openai', 'https://api.openai.com', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['openai', 'https://eu.api.openai.com', 'https://eu.api.openai.com/v1'],
    ['groq', 'https://api.groq.com', 'https://api.groq.com/openai/v1'],
    ['perplexity', 'https://api.perplexity.ai', 'https://api.perplexity.ai'],
    ['local', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['ollama', 'http://ollama:11434', 'http://ollama:11434/v1'],
    ['openai-compatible', 'https://gw.example.com/llm', 'https://gw.example.com/llm'],
  ])('%s at %s is asked at %s', (name, endpoint, expected) => {
    const vendor = own.get(name);
    expect(vendor === undefined ? undefined : baseUrlOf(endpoint, vendor)).toBe(expected);
  });
});
