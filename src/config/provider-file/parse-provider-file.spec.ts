import { inspect } from 'node:util';
import * as yaml from 'yaml';
import { GatewayError } from '../../errors/gateway-error';
import { SettingsError } from '../settings-error';
import { parseProviderFile } from './parse-provider-file';
import type { ProviderFile, ProviderFileContext } from './provider-file';
import { ProviderFileError } from './provider-file-error';

const ENVIRONMENT = { OPENAI_API_KEY: 'sk-from-the-environment', EMPTY: '' };
const CONTEXT: ProviderFileContext = {
  environment: ENVIRONMENT,
  knownProviders: [
    { name: 'openai', endpoint: 'https://api.openai.com/v1', credential: 'required' },
    { name: 'anthropic', endpoint: 'https://api.anthropic.com', credential: 'required' },
    { name: 'azure', endpoint: undefined, credential: 'required' },
    { name: 'local', endpoint: undefined, credential: 'optional' },
    { name: 'mock', endpoint: 'http://localhost', credential: 'optional' },
  ],
};

const parse = (text: string, context: Partial<ProviderFileContext> = {}): ProviderFile =>
  parseProviderFile(text, 'providers.yaml', { ...CONTEXT, ...context }, yaml);

/** The lines of a refusal. */
function refusal(text: string, context: Partial<ProviderFileContext> = {}): string[] {
  try {
    parse(text, context);
  } catch (problem) {
    expect(problem).toBeInstanceOf(ProviderFileError);
    expect(problem).toBeInstanceOf(SettingsError);
    return problem instanceof Error ? problem.message.split('\n') : [];
  }
  throw new Error('the file was taken');
}

const MOCK = 'providers: {mock: {models: [m, n]}}\n';

describe('a credential of the examples', () => {
  const file = 'providers:\n  openai:\n    api_key: ${KEY}\n    models: [m]\n';
  const keys = ['change-me', 'replace-with-your-key', '<your key>', '{"access_key_id":"your-access-key"}'];

  it.each(keys)('is refused in production, with the file and the field, and without its value: %s', (key) => {
    const [first = '', ...rest] = refusal(file, { environment: { KEY: key }, production: true });
    const text = [first, ...rest].join(' ');
    expect(text).toContain('providers.yaml');
    expect(text).toContain('openai.api_key holds a secret of the examples');
    expect(text).not.toContain(key);
  });

  it("is taken elsewhere, and a key of one's own everywhere", () => {
    for (const key of keys) expect(parse(file, { environment: { KEY: key } }).providers).toHaveLength(1);
    const own = { environment: { KEY: 'sk-proj-0a1b2c' }, production: true };
    expect(parse(file, own).providers).toHaveLength(1);
  });
});

describe('a provider file', () => {
  it('says everything that it can say', () => {
    const file = parse(`
default_provider: openai
providers:
  openai:
    api_key: \${OPENAI_API_KEY}
    models:
      - gpt-4o
      - {name: fast, remote: gpt-4o-mini, context_length: 128000, max_output_tokens: 16384}
  azure-eu:
    type: azure
    base_url: https://example.openai.azure.com/
    api_key: literal
    models: [{name: gpt-4, deployment: d1}]
    options:
      api_version: 2024-10-21
      region: eu
      project: p
      location: l
      headers: {x-team: agents}
  vllm:
    type: local
    base_url: http://localhost:8000/v1
routes:
  claude-*: [fast]
fallbacks:
  gpt-4o: [azure-eu/gpt-4, fast]
retry: {attempts: 2, backoff: 0.5, max_backoff: 4}
`);
    expect(file).toMatchObject({
      defaultProvider: 'openai',
      providers: [
        {
          name: 'openai',
          provider: 'openai',
          endpoint: undefined,
          models: [
            { name: 'gpt-4o', remoteName: 'gpt-4o', deployment: undefined, contextLength: undefined },
            { name: 'fast', remoteName: 'gpt-4o-mini', contextLength: 128_000, maxOutputTokens: 16_384 },
          ],
          options: {},
        },
        {
          name: 'azure-eu',
          provider: 'azure',
          endpoint: 'https://example.openai.azure.com',
          models: [{ name: 'gpt-4', remoteName: 'gpt-4', deployment: 'd1' }],
          options: {
            api_version: '2024-10-21',
            region: 'eu',
            project: 'p',
            location: 'l',
            headers: { 'x-team': 'agents' },
          },
        },
        { name: 'vllm', provider: 'local', endpoint: 'http://localhost:8000/v1', models: [] },
      ],
      retry: { retries: 2, backoffMs: 500, maxBackoffMs: 4_000 },
    });
    expect([...file.routes]).toEqual([['claude-*', ['fast']]]);
    expect([...file.fallbacks]).toEqual([['gpt-4o', ['azure-eu/gpt-4', 'fast']]]);
    const keys = file.providers.map(({ credential }) => credential?.reveal());
    expect(keys).toEqual(['sk-from-the-environment', 'literal', undefined]);
  });

  it('needs a provider and nothing else', () => {
    expect(parse('providers:\n  mock:\n')).toMatchObject({ defaultProvider: undefined, retry: {} });
  });

  it('cannot be changed', () => {
    const file = parse('providers: {mock: {models: [{name: m}], options: {headers: {a: b}}}}');
    const [provider] = file.providers;
    const parts = [file, file.providers, provider, provider?.models, provider?.models[0], provider?.options];
    for (const part of [...parts, provider?.options.headers, file.retry])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('prints no key', () => {
    const file = parse('providers: {mock: {api_key: s3cret}}');
    expect(inspect(file, { depth: 10 }) + JSON.stringify(file)).not.toContain('s3cret');
  });

  it('may use anchors and aliases', () => {
    const file = parse('providers:\n  mock: {models: &all [a, b]}\n  other: {type: mock, models: *all}\n');
    expect(file.providers[1]?.models.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('may fall back to models with slashes in their names, and to any model of the default provider', () => {
    expect(
      parse('providers: {mock: {models: [org/m]}}\nfallbacks: {a: [org/m, mock/b/c]}').fallbacks,
    ).toEqual(new Map([['a', ['org/m', 'mock/b/c']]]));
    expect(parse(`default_provider: mock\n${MOCK}fallbacks: {a: [anything]}`).fallbacks.size).toBe(1);
  });
});

describe('a mistake in a provider file', () => {
  it('is told with its place, and all of them at once', () => {
    expect(
      refusal(`default_provider: opena
providers:
  openai:
    base_url: 42
    api_key: x
    model: [a]
  azure:
    api_key: x
  mine: {}
  mock:
    models:
      - {remote: x, context_length: 0}
      - m
      - m
      - [m]
retry: {attempts: 1.5, backoff: soon}
fallback: {}
`),
    ).toEqual([
      'providers.yaml:1:1 default_provider must be a provider of this file, found "opena" (did you mean openai?)',
      'providers.yaml:4:5 providers.openai.base_url must be an address such as https://api.example.com/v1, found 42',
      'providers.yaml:6:5 providers.openai.model is not a field (did you mean models?)',
      'providers.yaml:7:3 providers.azure.base_url is needed: azure has no address of its own',
      "providers.yaml:9:3 providers.mine is not a known provider's name, so it needs a type: one of openai, anthropic, azure, local, mock",
      'providers.yaml:12:9 providers.mock.models[0].name is needed',
      'providers.yaml:12:21 providers.mock.models[0].context_length must be a whole number from 1 to 100000000, found 0',
      'providers.yaml:14:9 providers.mock.models[2] names "m" a second time',
      'providers.yaml:15:9 providers.mock.models[3] must be text, found a list',
      'providers.yaml:16:9 retry.attempts must be a whole number from 0 to 10, found 1.5',
      'providers.yaml:16:24 retry.backoff must be a number from 0 to 600, found text',
      'providers.yaml:17:1 fallback is not a field (did you mean fallbacks?)',
    ]);
  });

  it.each([
    ['', '1:1 providers is needed, with at least one provider'],
    ['# nothing yet\n', '1:1 providers is needed, with at least one provider'],
    ['providers:\n', '1:1 providers must have at least one provider'],
    ['- a\n', '1:1 must be a mapping (name: value), found a list'],
    ['providers: [openai]', '1:1 providers must be a mapping (name: value), found a list'],
    ['providers: {a/b: {type: mock}}', '1:13 providers["a/b"] must have a name of letters'],
    ['providers: {1: {type: mock}}', '1:13 providers must have names that are text'],
    ...['0', '-1', '.nan', '1e12', 'nothing'].map((price) => [
      `providers: {openai: {api_key: x}}\nprices: {openai/a: {input: ${price}}}`,
      `2:21 prices["openai/a"].input must be a number from 0.000001 to 1000000, or 'free' for what costs nothing`,
    ]),
    ['providers: {openai: {}}', '1:13 providers.openai.api_key is needed for openai'],
    [
      'providers: {x: {type: opnai}}',
      '1:17 providers.x.type must be a known provider, found "opnai" (did you',
    ],
    [
      'providers: {mock: {base_url: ftp://x}}',
      '1:20 providers.mock.base_url must be an address such as https',
    ],
    [
      'providers: {mock: {options: {regoin: x}}}',
      '1:30 providers.mock.options.regoin is not a field (did you',
    ],
    ['providers: {mock: {options: {region: ""}}}', '1:30 providers.mock.options.region must not be empty'],
    [`${MOCK}fallbacks: {m: [m]}`, '2:17 fallbacks.m[0] must be another model'],
    [`${MOCK}routes: {'*': [mok/n]}`, '2:16 routes["*"][0] must name a provider of this file'],
    [
      `${MOCK}routes: {a: {order: fastest}}`,
      '2:14 routes.a.order must be one of priority, latency, least-busy, cost, weighted, found "fastest"',
    ],
    [`${MOCK}routes: {a: {affinity: true}}`, '2:14 routes.a.affinity must be one of on, off, found true'],
    [
      `${MOCK}routes: {a: {on_refusal: x}}`,
      '2:14 routes.a.on_refusal must be one of fallback, refuse, found "x"',
    ],
    [
      `${MOCK}routes: {a: {ordre: cost}}`,
      '2:14 routes.a.ordre is not a field (known are models, order, affinity, on_refusal, rescue, headers_timeout)',
    ],
    [
      `${MOCK}routes: {a: {rescue: [prefill, retry]}}`,
      '2:32 routes.a.rescue[1] must be one of prefill, restart, instruction, found "retry"',
    ],
    [
      `${MOCK}routes: {a: {rescue: none}}`,
      '2:14 routes.a.rescue must be off, or a list of prefill, restart, instruction, found "none"',
    ],
    [
      `${MOCK}routes: {a: {headers_timeout: 0}}`,
      '2:14 routes.a.headers_timeout must be a number from 0.01 to 86400, found 0',
    ],
    [
      'providers: {mock: {models: [{name: m, limits: {rpm: 0}}]}}',
      '1:48 providers.mock.models[0].limits.rpm must be a whole number from 1 to 1000000000, found 0',
    ],
    [
      'providers: {mock: {models: [{name: m, limits: {rps: 1}}]}}',
      '1:48 providers.mock.models[0].limits.rps is not a field (did you mean rpm?)',
    ],
    ['providers: {mock: {health_check: {model: m}}}', '1:20 providers.mock.health_check.interval is needed'],
    [
      'providers: {mock: {health_check: {interval: 0}}}',
      '1:35 providers.mock.health_check.interval must be a number from 0.1 to 86400, found 0',
    ],
    [`${MOCK}fallbacks: {m: [n, n]}`, '2:20 fallbacks.m[1] names "n" a second time'],
    [
      `${MOCK}fallbacks: {m: [mok/n]}`,
      '2:17 fallbacks.m[0] must name a provider of this file before the slash, found "mok/n" (did you mean mock?)',
    ],
    [`${MOCK}fallbacks: {m: [other]}`, '2:17 fallbacks.m[0] must be provider/model or a model of this file'],
    [`${MOCK}fallbacks: {m: n}`, '2:13 fallbacks.m must be a list, found text'],
  ])('%j', (text, line) => {
    const [first = '', ...more] = refusal(text);
    expect(first.replace('providers.yaml:', '')).toContain(line);
    expect(more).toEqual([]);
  });

  it('is a repeated name', () => {
    const text = 'providers:\n  mock:\n    models: [a]\n    models: [b]\n  mock: {}\n';
    expect(refusal(text)).toEqual([
      'providers.yaml:4:5 providers.mock.models is here twice',
      'providers.yaml:5:3 providers.mock is here twice',
    ]);
  });

  it.each([
    [
      'providers:\n  mock: {models: [a\n',
      /^providers\.yaml:\d+:\d+ is not indented as YAML wants it, or a bracket/,
    ],
    ['providers:\n\tmock: {}\n', /^providers\.yaml:2:1 is indented with a tab/],
    ['providers:\n  mock: *all\n', /^providers\.yaml:2:3 providers\.mock is an alias/],
    ['providers:\n  mock: !env x\n', /^providers\.yaml:2:9 has a tag/],
    ['providers: {mock: {}}\n---\na: b\n', /^providers\.yaml:2:1 has a second document/],
    ['providers: {mock: {api_key: ${OPENAI_API_KEY}}}', /^providers\.yaml:1:\d+ /],
    ['a: b: c\n', /^providers\.yaml:1:\d+ has a mapping where a single value is expected/],
  ])('is what is not YAML: %j', (text, line) => {
    expect(refusal(text)[0]).toMatch(line);
  });

  it('is found by the checks of others, and told at the field they name', () => {
    const text = 'providers:\n  mock:\n    base_url: http://169.254.169.254\n    options:\n      region: x\n';
    const refuse = (param: string | undefined) => ({
      check: (): never => {
        throw new GatewayError('INVALID_REQUEST', 'No.', { param });
      },
    });
    expect(refusal(text, refuse('endpoint'))).toEqual([
      'providers.yaml:3:5 providers.mock.base_url is refused: No.',
    ]);
    expect(refusal(text, refuse('options.region'))).toEqual([
      'providers.yaml:4:5 providers.mock.options.region is refused: No.',
    ]);
    expect(refusal(text, refuse(undefined))).toEqual(['providers.yaml:2:3 providers.mock is refused: No.']);
  });
});
