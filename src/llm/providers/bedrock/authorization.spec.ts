/** @jest-environment node */
import { Secret } from '../../../config/secret';
import type { UpstreamRequest } from '../../../upstream/upstream-exchange';
import { authorization } from './authorization';
import type { AccessKeys } from './credential';
import { bedrockEndpoint } from './endpoint';

const KEYS: AccessKeys = {
  kind: 'access-keys',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  sessionToken: undefined,
};
const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const BODY = Buffer.from('{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}');
const RUNTIME = 'https://bedrock-runtime.us-west-2.amazonaws.com';

/** Signatures that botocore 1.x makes of the same requests at the same time. */
const SIGNED: readonly [string, UpstreamRequest, string, string | undefined, string][] = [
  [
    'a model id with a colon',
    {
      method: 'POST',
      path: '/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse',
      headers: HEADERS,
      body: BODY,
    },
    RUNTIME,
    undefined,
    'f560b468d2aca3310de02d9ae8a460541c4e6f15da417d84758d440b14efc4a9',
  ],
  [
    'an ARN, and a session token',
    {
      method: 'POST',
      path: '/model/arn%3Aaws%3Abedrock%3Aus-west-2%3A123456789012%3Aapplication-inference-profile%2Fabc/converse-stream',
      headers: HEADERS,
      body: BODY,
    },
    RUNTIME,
    'FQoGZXIvYXdzEXAMPLE//token==',
    'e58cf216837ea9742e886e3b5f967520afc7640fed9c36706c8b79d6440b9ffb',
  ],
  [
    'a query, and no body',
    {
      method: 'GET',
      path: '/inference-profiles?maxResults=1000&nextToken=a%2Fb%3D%3D',
      headers: HEADERS,
      body: undefined,
    },
    'https://bedrock.us-west-2.amazonaws.com',
    undefined,
    'e8e13eee93fd6da645bb2959ea7114b126cd0785a17c8823f7f80d37433cca25',
  ],
  [
    'an address with a port and a path',
    { method: 'POST', path: '/model/m%3A0/invoke', headers: HEADERS, body: BODY },
    'http://127.0.0.1:8080/aws/',
    undefined,
    '40670d064b415632830e42f3681127f291205aca84c5de9fd4e98c37c2cf5007',
  ],
];

describe('the signature of a request', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-01-02T03:04:05Z'), doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each(SIGNED)('is right for %s', async (_what, request, address, token, signature) => {
    const keys = token === undefined ? KEYS : { ...KEYS, sessionToken: new Secret(token) };
    const authorize = authorization(keys, { baseUrl: new URL(address), region: 'us-west-2' });
    const headers = await authorize(request);
    expect(headers).toMatchObject({
      ...HEADERS,
      host: new URL(address).host,
      'x-amz-date': '20260102T030405Z',
    });
    expect(headers['x-amz-security-token']).toBe(token);
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20260102\/us-west-2\/bedrock\/aws4_request, /,
    );
    expect(headers['authorization']?.split('Signature=')[1]).toBe(signature);
  });
});

describe('the addresses of a connection', () => {
  it.each([
    [
      '',
      {},
      'us-east-1',
      'https://bedrock-runtime.us-east-1.amazonaws.com/',
      'https://bedrock.us-east-1.amazonaws.com/',
    ],
    [RUNTIME, {}, 'us-west-2', `${RUNTIME}/`, 'https://bedrock.us-west-2.amazonaws.com/'],
    [
      RUNTIME,
      { region: 'eu-west-1' },
      'eu-west-1',
      'https://bedrock-runtime.eu-west-1.amazonaws.com/',
      'https://bedrock.eu-west-1.amazonaws.com/',
    ],
    [
      'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com',
      {},
      'us-gov-west-1',
      'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/',
      'https://bedrock-fips.us-gov-west-1.amazonaws.com/',
    ],
    [
      'http://127.0.0.1:9/aws',
      { region: 'eu-west-1' },
      'eu-west-1',
      'http://127.0.0.1:9/aws',
      'http://127.0.0.1:9/aws',
    ],
  ])('of %p with %j are those of one region', (endpoint, options, region, runtime, control) => {
    const found = bedrockEndpoint({ endpoint, options });
    expect([found.region, found.runtime.href, found.control.href]).toEqual([region, runtime, control]);
  });
});
