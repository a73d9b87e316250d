import { FakeUpstream } from '../../../../test/support/upstream/fake-upstream';
import { json, providerError, silence } from '../../../../test/support/upstream/answer-scripts';
import { Secret } from '../../../config/secret';
import { UpstreamClient } from '../../../upstream/upstream-client';
import { readAzureCredential } from './azure-credential';
import { EntraTokens } from './entra-token';

const TENANT = '11111111-2222-3333-4444-555555555555';
const ROUTE = `POST /${TENANT}/oauth2/v2.0/token`;
const APP = { tenantId: TENANT, clientId: 'client-1', clientSecret: new Secret('s3cret&value') };
const signal = new AbortController().signal;

let upstream: FakeUpstream;
let authority: UpstreamClient;
let tokens: EntraTokens;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
beforeEach(() => {
  upstream.reset();
  authority = new UpstreamClient(upstream.url, {
    connectTimeoutMs: 1_000,
    proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
    addresses: 'private-allowed',
  });
  tokens = new EntraTokens(APP, authority);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await authority.close();
});
afterAll(() => upstream.close());

describe('the tokens of an app registration', () => {
  it('are asked for once for calls that come together, and kept until shortly before they expire', async () => {
    upstream.route(ROUTE, json({ access_token: 'token-1', expires_in: 3600 }));
    expect(await Promise.all([tokens.token(signal), tokens.token(signal)])).toEqual(['token-1', 'token-1']);
    const form = new URLSearchParams(upstream.requests[0]?.body.toString());
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: 's3cret&value',
      scope: 'https://cognitiveservices.azure.com/.default',
    });
    const now = Date.now();
    upstream.route(ROUTE, json({ access_token: 'token-2', expires_in: 3600 }));
    jest.spyOn(Date, 'now').mockReturnValue(now + 50 * 60_000);
    expect(await tokens.token(signal)).toBe('token-1');
    jest.spyOn(Date, 'now').mockReturnValue(now + 56 * 60_000);
    expect(await tokens.token(signal)).toBe('token-2');
    expect(upstream.requests).toHaveLength(2);
  });

  it.each([
    [providerError(401, { message: 'AADSTS7000215: Invalid client secret s3cret&value' }), 'credential'],
    [providerError(503), 'server_error'],
    [json({ token_type: 'Bearer' }), 'server_error'],
  ])(
    'that do not come fail the call as the upstream’s failure, and are asked for again',
    async (script, failure) => {
      upstream.route(ROUTE, script);
      await expect(tokens.token(signal)).rejects.toMatchObject({
        code: 'PROVIDER_ERROR',
        upstreamFailure: failure,
        message: expect.not.stringContaining('s3cret') as string,
      });
      upstream.route(ROUTE, json({ access_token: 'token-3', expires_in: 60 }));
      expect(await tokens.token(signal)).toBe('token-3');
    },
  );

  it('are not waited for by a caller who has gone', async () => {
    upstream.route(ROUTE, silence());
    const gone = new AbortController();
    const asked = tokens.token(gone.signal);
    gone.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });
});

describe('an Azure credential', () => {
  it.each([
    ['0123456789abcdef', 'key'],
    ['eyJhbGciOi.eyJhdWQ.c2ln', 'token'],
    ['eyJnotatoken', 'key'],
    [JSON.stringify({ tenant_id: TENANT, client_id: 'c', client_secret: 's' }), 'app'],
  ])('%j is a %s', (text, kind) => {
    expect(readAzureCredential(new Secret(text))).toMatchObject({ kind });
  });

  it.each(['{', '{}', '{"tenant_id":"a/b","client_id":"c","client_secret":"s"}'])('%s is refused', (text) => {
    expect(() => readAzureCredential(new Secret(text))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'credential' }),
    );
  });
});
