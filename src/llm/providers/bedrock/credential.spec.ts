import { Secret } from '../../../config/secret';
import type { ConnectionTarget } from '../../provider';
import { bedrockProvider } from './bedrock.provider';
import { readCredential } from './credential';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function target(credential: string | undefined, options: ConnectionTarget['options'] = {}): ConnectionTarget {
  return {
    name: 'aws',
    provider: 'bedrock',
    endpoint: 'https://bedrock-runtime.us-east-1.amazonaws.com',
    credential: credential === undefined ? undefined : new Secret(credential),
    options,
  };
}

describe("a connection's credential for Bedrock", () => {
  it.each([
    ['an API key', 'ABSKQmVkcm9ja0FQSUtleS1hYmNk', { kind: 'api-key' }],
    ['access keys', `${ID}:${SECRET}`, { kind: 'access-keys', accessKeyId: ID, sessionToken: undefined }],
    [
      'temporary access keys',
      `ASIAIOSFODNN7EXAMPLE:${SECRET}:token//==`,
      { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
    ],
    ['JSON', JSON.stringify({ access_key_id: ID, secret_access_key: SECRET }), { accessKeyId: ID }],
  ])('may be %s', (_what, credential, read) => {
    expect(readCredential(new Secret(credential))).toMatchObject(read);
    expect(() => bedrockProvider.check(target(credential))).not.toThrow();
  });

  it.each([
    ['missing', undefined],
    ['empty', ' '],
    ['an access key id alone', ID],
    ['a secret that is no secret', `${ID}:short`],
    ['an invalid id', `nobody:${SECRET}`],
    ['temporary keys without their token', `ASIAIOSFODNN7EXAMPLE:${SECRET}`],
    ['broken JSON', '{"access_key_id": '],
    ['JSON without the secret', JSON.stringify({ access_key_id: ID })],
    [
      'JSON with a token of another kind',
      JSON.stringify({ access_key_id: ID, secret_access_key: SECRET, session_token: 1 }),
    ],
    ['a text with spaces', 'this is not an API key'],
  ])('is refused when it is %s, without being shown', (_what, credential) => {
    let refusal: unknown;
    try {
      bedrockProvider.check(target(credential));
    } catch (thrown) {
      refusal = thrown;
    }
    expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', param: 'credential' });
    expect(String(refusal)).not.toContain(SECRET);
  });

  it('goes with a region of AWS', () => {
    const credential = `${ID}:${SECRET}`;
    expect(() => bedrockProvider.check(target(credential, { region: 'us-gov-west-1' }))).not.toThrow();
    expect(() => bedrockProvider.check(target(credential, { region: 'evil.example/' }))).toThrow(
      expect.objectContaining({ param: 'options.region' }),
    );
  });
});
