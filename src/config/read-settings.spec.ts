import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { readSettings } from './read-settings';
import type { Environment } from './environment';
import { boundSettings, SETTING_PREFIX } from './setting.decorator';
import { EXAMPLE_INTERNAL_KEY } from './groups/callers.settings';
import { Settings } from './settings';
import { SettingsError } from './settings-error';

const read = (settings: Readonly<Record<string, string>> = {}, environment: Environment = {}) =>
  readSettings({
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [SETTING_PREFIX + name, value])),
    ...environment,
  });

/** The message of a refusal. */
function refusal(settings: Readonly<Record<string, string>>, environment: Environment = {}): string {
  try {
    read(settings, environment);
  } catch (problem) {
    expect(problem).toBeInstanceOf(SettingsError);
    return problem instanceof Error ? problem.message : '';
  }
  throw new Error('the settings were taken');
}

describe('settings', () => {
  it('have defaults that suit development', () => {
    expect(read()).toMatchObject({
      llmMode: 'litellm',
      litellmProxyUrl: 'http://localhost:4000',
      litellmApiKey: undefined,
      defaultModel: 'gpt-4o-mini',
      port: 8002,
      logLevel: 'info',
      requestTimeoutMs: 600_000,
      retries: 1,
      maxBodyBytes: 20 * 1024 * 1024,
      mockTokenDelayMs: 200,
      docsEnabled: true,
      production: false,
    });
    expect(read().internalApiKeys.map(({ key }) => key.reveal())).toEqual([EXAMPLE_INTERNAL_KEY]);
  });

  it('refuse an admin key that is a key for calls too', () => {
    const key = 'one-key-for-everything';
    const said = refusal({ INTERNAL_API_KEY: `agents=${key}`, ADMIN_KEY: key });
    expect(said).toMatch(/^LLM_PROXY__ADMIN_KEY must be another key/);
    expect(said).not.toContain(key);
  });

  it('take times in seconds and keep them in milliseconds', () => {
    expect(read({ REQUEST_TIMEOUT: '2.5', SHUTDOWN_GRACE: '0' })).toMatchObject({
      requestTimeoutMs: 2_500,
      shutdownGraceMs: 0,
    });
  });

  it('are one frozen object whose fields are read as fast as those of a class', () => {
    setFlagsFromString('--allow-natives-syntax');
    const hasFields = runInThisContext('(it) => %HasFastProperties(it)') as (it: object) => boolean;
    const settings = read();
    expect(settings).toBeInstanceOf(Settings);
    expect([hasFields(settings), Object.isFrozen(settings)]).toEqual([true, true]);
  });

  it('count an empty value as absent, and drop spaces around one', () => {
    expect(read({ PORT: '', DEFAULT_MODEL: '  gpt-4o ' })).toMatchObject({
      port: 8002,
      defaultModel: 'gpt-4o',
    });
  });

  it('are read in any case where they are words', () => {
    expect(read({ LLM_MODE: 'MOCK', LOG_LEVEL: 'Debug', DOCS_ENABLED: 'FALSE' })).toMatchObject({
      llmMode: 'mock',
      logLevel: 'debug',
      docsEnabled: false,
    });
  });

  it("have package.json's version unless another one is given", () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
    expect(read().version).toBe(manifest.version);
    expect(read({ VERSION: '9.9.9' }).version).toBe('9.9.9');
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(read())).toBe(true);
  });

  it('leave variables of others alone', () => {
    expect(() => read({}, { PATH: '/bin', LLM_PROXY: 'x', OPENAI_API_KEY: 'sk-x' })).not.toThrow();
    // The command line's, the examples', the tests', and other services' settings.
    for (const name of [
      'LLM_PROXY_URL',
      'LLM_PROXY_ADMIN_KEY',
      'LLM_PROXY_KEY',
      'LLM_PROXY_TEST_REQUIRE_ALL',
    ])
      expect(() => read({}, { [name]: 'x' })).not.toThrow();
    expect(() => read({}, { LITELLM_PORT: '4000', OTHER__PORT: '1', MY_LLM__PORT: '1' })).not.toThrow();
  });

  it('leave alone what Kubernetes and Docker say of a Service called llm-proxy', () => {
    const links = {
      LLM_PROXY_PORT: 'tcp://10.0.0.7:8002',
      LLM_PROXY_PORT_8002_TCP: 'tcp://10.0.0.7:8002',
      LLM_PROXY_PORT_8002_TCP_ADDR: '10.0.0.7',
      LLM_PROXY_PORT_8002_TCP_PORT: '8002',
      LLM_PROXY_PORT_8002_TCP_PROTO: 'tcp',
      LLM_PROXY_SERVICE_HOST: '10.0.0.7',
      LLM_PROXY_SERVICE_PORT: '8002',
      LLM_PROXY_SERVICE_PORT_HTTP: '8002',
    };
    expect(() => read({}, links)).not.toThrow();
  });
});

describe('settings that are not usable', () => {
  it('stop the start with the name, and what is allowed', () => {
    expect(refusal({ PORT: 'http' })).toBe('LLM_PROXY__PORT must be a whole number from 0 to 65535.');
    expect(refusal({ LLM_MODE: 'openai' })).toBe('LLM_PROXY__LLM_MODE must be one of litellm, mock, direct.');
  });

  it('are all told at once, one line each', () => {
    const message = refusal({ PORT: 'x', RETRIES: '11', REQUEST_TIMEOUT: 'soon', NO_SUCH: '1' });
    expect(message.split('\n')).toEqual([
      'LLM_PROXY__NO_SUCH is not a setting. docs/configuration.md lists them all.',
      'LLM_PROXY__PORT must be a whole number from 0 to 65535.',
      'LLM_PROXY__REQUEST_TIMEOUT must be seconds, a number from 0.01 to 86400.',
      'LLM_PROXY__RETRIES must be a whole number from 0 to 10.',
    ]);
  });

  it.each([
    ['LLM_PROXY__port', 'LLM_PROXY__PORT'],
    ['llm_proxy__port', 'LLM_PROXY__PORT'],
    ['LLM_PROXY__LOGLEVEL', 'LLM_PROXY__LOG_LEVEL'],
    ['LLM_PROXY__INTERNAL_API_KEYS', 'LLM_PROXY__INTERNAL_API_KEY'],
    ['LLM_PROXY__PRT', 'LLM_PROXY__PORT'],
    ['LLM_PROXY__LOG_LEVLE', 'LLM_PROXY__LOG_LEVEL'],
    ['LLM_PROXY__MODE', 'LLM_PROXY__LLM_MODE'],
    ['LLM_PROXY__INTERNAL_KEY', 'LLM_PROXY__INTERNAL_API_KEY'],
    ['LLM_PROXY__LITELLM_URL', 'LLM_PROXY__LITELLM_PROXY_URL'],
    ['LLM_PROXY_PORT', 'LLM_PROXY__PORT'],
    ['LLM_PROXY___PORT', 'LLM_PROXY__PORT'],
    ['llm_proxy_port', 'LLM_PROXY__PORT'],
    ['LLMPROXY__PORT', 'LLM_PROXY__PORT'],
    ['LLM_PROXI__DATABASE_URL', 'LLM_PROXY__DATABASE_URL'],
    ['LLM_PROXY_INTERNAL_API_KEY', 'LLM_PROXY__INTERNAL_API_KEY'],
    ['LLM_PROXY_REDIS_ULR', 'LLM_PROXY__REDIS_URL'],
    ['LLM_PROXY_INTERNAL_KEY', 'LLM_PROXY__INTERNAL_API_KEY'],
    ['LLM_PROXY_MODE', 'LLM_PROXY__LLM_MODE'],
    ['LLM_PROXY_LITELLM_URL', 'LLM_PROXY__LITELLM_PROXY_URL'],
  ])('have a name that is not known: %s', (given, meant) => {
    expect(refusal({}, { [given]: '1' })).toBe(
      `${given} is not a setting (did you mean ${meant}?). docs/configuration.md lists them all.`,
    );
  });

  it.each([
    ['INTERNAL_API_KEY', '"an-internal-key"'],
    ['INTERNAL_API_KEY', "'agents=one,billing=two'"],
    ['ADMIN_KEY', '"0123456789abcdef0123"'],
    ['DATA_DIR', "'data'"],
    ['PORT', '"8002"'],
    ['VERSION', '""'],
  ])('are refused in quotes that nobody took off: %s=%s', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(
      new RegExp(`^LLM_PROXY__${name} must have no quotes around it: [^"']*\\.$`),
    );
  });

  it('may have quotes inside', () => {
    const settings = read({ RESCUE_INSTRUCTION: '"{tail}" is the last that came. Go on.', VERSION: '"' });
    expect([settings.rescueInstruction, settings.version]).toEqual([
      '"{tail}" is the last that came. Go on.',
      '"',
    ]);
  });

  it('never print a secret', () => {
    const secret = 's3cret value with spaces';
    expect(refusal({ LITELLM_API_KEY: secret, INTERNAL_API_KEY: `name=${secret}` })).not.toContain('s3cret');
    const settings = read({ LITELLM_API_KEY: 'sk-s3cret', INTERNAL_API_KEY: 'agents=s3cret' });
    expect(inspect(settings, { depth: 10 }) + JSON.stringify(settings)).not.toContain('s3cret');
  });
});

describe('in production', () => {
  const production = { NODE_ENV: 'production' };

  it.each(['Production', 'PRODUCTION', 'prod', ' production', '"production"'])(
    'or nearly: NODE_ENV=%s is refused',
    (kind) => {
      expect(refusal({}, { NODE_ENV: kind })).toMatch(/^NODE_ENV must be written production: /);
    },
  );

  it.each(['', 'development', 'staging', 'test', 'preprod'])('is not where NODE_ENV=%s', (kind) => {
    expect(read({}, { NODE_ENV: kind }).production).toBe(false);
  });

  it.each([
    {},
    { INTERNAL_API_KEY: EXAMPLE_INTERNAL_KEY },
    { INTERNAL_API_KEY: `agents=a-good-key-0123456,x=${EXAMPLE_INTERNAL_KEY}` },
  ])('the key of the examples is refused: %j', (settings: Readonly<Record<string, string>>) => {
    expect(refusal(settings, production)).toMatch(
      /^LLM_PROXY__INTERNAL_API_KEY must be a key of your own in production/,
    );
  });

  it('keys of your own are taken from 16 characters on', () => {
    const own = { INTERNAL_API_KEY: 'agents=a-good-key-of-our', ADMIN_KEY: 'an-admin-key-of-ours' };
    expect(read(own, production).production).toBe(true);
    expect(refusal({ INTERNAL_API_KEY: 'agents=a-good-key-of-our,b=x' }, production)).toBe(
      'LLM_PROXY__INTERNAL_API_KEY must have at least 16 characters in each key in production (openssl rand -hex 32 makes one).',
    );
    expect(read({ INTERNAL_API_KEY: 'x' }).production).toBe(false);
  });

  it.each([
    ['ADMIN_KEY', 'replace-with-a-long-random-key'],
    ['LITELLM_API_KEY', 'sk-replace-with-a-long-random-key'],
    ['DATABASE_URL', 'postgres://llm_proxy:change-me@postgres:5432/llm_proxy'],
    ['DATABASE_URL', 'postgres://llm_proxy:password@localhost:5432/llm_proxy'],
    ['REDIS_URL', 'redis://:replace%2Dwith-a-password@valkey:6379/0'],
  ])('a placeholder in %s is refused and not repeated: %s', (name, value) => {
    const settings = { INTERNAL_API_KEY: 'agents=a-good-key-of-our', [name]: value };
    expect(refusal(settings, production)).toMatch(new RegExp(`^LLM_PROXY__${name} .*`));
    expect(refusal(settings, production)).not.toMatch(/change-me|replace|:password/);
    expect(() => read(settings)).not.toThrow();
  });
});

describe('every setting', () => {
  it.each(boundSettings().map((setting) => [setting.name, setting] as const))(
    '%s is described',
    (name, setting) => {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*[A-Z]$/);
      expect(setting.about).toMatch(/^[A-Z].*\.$/);
      expect(setting.type.allowed).toMatch(/\w/);
      const { fallback } = setting;
      if (fallback !== undefined) expect(() => setting.type.parse(fallback)).not.toThrow();
    },
  );

  it('has a name and a field of its own', () => {
    const settings = boundSettings();
    expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
    expect(new Set(settings.map(({ field }) => field)).size).toBe(settings.length);
  });
});
