import { serviceAccount } from '../../../../test/support/upstream/google-upstream';
import { Secret } from '../../../config/secret';
import type { ConnectionTarget } from '../../provider';
import { credentialKind } from './credential';
import { googleProvider } from './google.provider';

function target(credential: string | undefined): ConnectionTarget {
  return {
    name: 'c',
    provider: 'google',
    endpoint: 'https://generativelanguage.googleapis.com',
    credential: credential === undefined ? undefined : new Secret(credential),
    options: {},
  };
}

const ACCOUNT = serviceAccount('https://oauth2.googleapis.com/token');

describe('the kind of a credential', () => {
  it.each([
    ['AIzaSyA-1', 'api-key'],
    ['AQ.Ab8', 'api-key'],
    ['ya29.a0', 'token'],
    ['anything-else', 'token'],
    [ACCOUNT, 'service-account'],
    [` ${ACCOUNT}\n`, 'service-account'],
  ])('of %.12s is %s', (credential, kind) => {
    expect(credentialKind(target(credential)).kind).toBe(kind);
  });

  it.each([
    [undefined, 'is needed'],
    [' ', 'is needed'],
    ['two words', 'characters'],
    ['{"type":', 'not valid JSON'],
    ['{"type":"authorized_user"}', 'service_account'],
    [ACCOUNT.replace('"client_email"', '"x"'), 'client_email'],
    [ACCOUNT.replace('BEGIN PRIVATE', 'BEGIN'), 'private_key'],
    [ACCOUNT.replace('https://oauth2', 'file://x'), 'token_uri'],
  ])('is refused before it is stored, and never quoted (%#)', (credential, what) => {
    expect(() => {
      googleProvider.check(target(credential));
    }).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        param: 'credential',
        message: expect.stringContaining(what) as string,
      }),
    );
  });
});
