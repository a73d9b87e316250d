/** The key that tests present, and the name under which it is known. */
export const TEST_KEY = 'test-key-1';
export const TEST_KEY_NAME = 'test';

/** What the service presents to the fake upstream; must never be seen by a caller or in a log. */
export const UPSTREAM_KEY = 'sk-upstream-secret';

/** What a service under test is started with. */
export interface GatewayOptions {
  /** The upstream, for litellm mode; without one the service runs in mock mode. */
  readonly upstream?: { readonly url: string };
  /** Settings by their names without `LLM_PROXY__`: `{ RETRIES: 0, IDLE_TIMEOUT: 0.2 }`; undefined removes a default. */
  readonly settings?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Other environment variables: `{ NODE_ENV: 'production' }`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The environment variables for {@link GatewayOptions}. */
export function gatewayEnvironment({
  upstream,
  settings = {},
  environment = {},
}: GatewayOptions): Record<string, string> {
  const named = {
    LLM_MODE: upstream ? 'litellm' : 'mock',
    LITELLM_PROXY_URL: upstream?.url,
    LITELLM_API_KEY: upstream ? UPSTREAM_KEY : undefined,
    INTERNAL_API_KEY: `${TEST_KEY_NAME}=${TEST_KEY}`,
    MOCK_TOKEN_DELAY_MS: 5,
    LOG_LEVEL: 'info',
    // Tests make an upstream fail as often as they like; those of its health switch breakers on.
    BREAKER_FAILURES: 0,
    ...settings,
  };
  const variables = Object.entries(named)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`LLM_PROXY__${name}`, String(value)]);
  return { ...(Object.fromEntries(variables) as Record<string, string>), ...environment };
}
