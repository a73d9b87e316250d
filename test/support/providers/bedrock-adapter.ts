/** Opens the Bedrock adapter on a test's upstream. */
import { Secret } from '../../../src/config/secret';
import { bedrockProvider } from '../../../src/llm/providers/bedrock/bedrock.provider';
import type { ConnectionOptions } from '../../../src/config/connection-options';
import type { LlmAdapter } from '../../../src/llm/llm-adapter';
import { FakeUpstream } from '../upstream/fake-upstream';

/** A Bedrock API key. */
export const API_KEY = 'ABSKQmVkcm9ja0FQSUtleS1hYmNk';
/** Access keys, and the secret in them. */
export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const ACCESS_KEYS = `AKIAIOSFODNN7EXAMPLE:${SECRET_KEY}`;

/** Opens an adapter on the upstream; it is closed after the test. */
export type OpenBedrock = (credential?: string, options?: ConnectionOptions, path?: string) => LlmAdapter;

/** An upstream for a `describe`, fresh for each test, and a way to open adapters on it. */
export function bedrockUnderTest(): { readonly upstream: () => FakeUpstream; readonly open: OpenBedrock } {
  let upstream: FakeUpstream | undefined;
  let adapters: LlmAdapter[] = [];
  const running = (): FakeUpstream => {
    if (upstream === undefined) throw new Error('the upstream runs only during tests');
    return upstream;
  };
  beforeAll(async () => {
    upstream = await FakeUpstream.start();
  });
  beforeEach(() => running().reset());
  afterEach(async () => {
    await Promise.all(adapters.map((adapter) => adapter.close()));
    adapters = [];
  });
  afterAll(() => running().close());
  return {
    upstream: running,
    open: (credential = API_KEY, options = {}, path = '') => {
      const endpoint = running().url + path;
      const target = {
        name: 'aws',
        provider: 'bedrock',
        endpoint,
        credential: new Secret(credential),
        options,
      };
      const adapter = bedrockProvider.open(target, {
        connectTimeoutMs: 60_000,
        proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
        addresses: 'private-allowed',
        strictParams: false,
        mockTokenDelayMs: 0,
      });
      adapters.push(adapter);
      return adapter;
    },
  };
}
