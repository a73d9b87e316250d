import { GatewayError } from '../../../errors/gateway-error';
import { Secret } from '../../../config/secret';
import { isObject } from '../../../json/json-object';

/** Access keys of an AWS identity: requests are signed with them. */
export interface AccessKeys {
  readonly kind: 'access-keys';
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret | undefined;
}

/** A Bedrock API key, sent as it is. */
export interface ApiKey {
  readonly kind: 'api-key';
  readonly key: Secret;
}

/** A way into the account. */
export type BedrockCredential = ApiKey | AccessKeys;

const ACCESS_KEY_ID = /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/;

/**
 * Reads a credential: a Bedrock API key, `AKIA…:secret` or `ASIA…:secret:sessionToken`, or a JSON object with
 * `access_key_id`, `secret_access_key` and perhaps `session_token`.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 * @throws GatewayError INVALID_REQUEST, `param` credential, without a word of what it looked like
 */
export function readCredential(credential: Secret | undefined): BedrockCredential {
  const text = credential?.reveal().trim() ?? '';
  if (text === '') throw wrong('A Bedrock connection needs a credential.');
  if (text.startsWith('{')) return fromJson(text);
  if (text.includes(':')) {
    const [id = '', secret = '', ...token] = text.split(':');
    return accessKeys(id, secret, token.length === 0 ? undefined : token.join(':'));
  }
  if (ACCESS_KEY_ID.test(text)) {
    throw wrong('The credential is an access key id without its secret: give both, as <id>:<secret>.');
  }
  if (!/^[\x21-\x7e]{16,}$/.test(text)) throw wrong('The credential is not a Bedrock API key.');
  return { kind: 'api-key', key: new Secret(text) };
}

/** Every part of a credential that must not be seen. */
export function secretsOf(credential: BedrockCredential): readonly string[] {
  if (credential.kind === 'api-key') return [credential.key.reveal()];
  const { accessKeyId, secretAccessKey, sessionToken } = credential;
  return [
    secretAccessKey.reveal(),
    ...(sessionToken === undefined ? [] : [sessionToken.reveal()]),
    accessKeyId,
  ];
}

function fromJson(text: string): AccessKeys {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (!isObject(parsed)) throw wrong('The credential begins as a JSON object and is not one.');
  const { access_key_id: id, secret_access_key: secret, session_token: token } = parsed;
  if (
    typeof id !== 'string' ||
    typeof secret !== 'string' ||
    (token !== undefined && typeof token !== 'string')
  ) {
    throw wrong(
      'The credential needs access_key_id and secret_access_key, as texts; session_token is optional.',
    );
  }
  return accessKeys(id, secret, token);
}

function accessKeys(id: string, secret: string, token: string | undefined): AccessKeys {
  if (!ACCESS_KEY_ID.test(id))
    throw wrong('The credential has to begin with an access key id (AKIA…, ASIA…).');
  if (!/^[\x21-\x7e]{16,}$/.test(secret)) throw wrong('The credential holds no secret access key.');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw wrong("The credential's session token is no text that could be sent.");
  }
  if (id.startsWith('ASIA') && token === undefined) {
    throw wrong('Temporary access keys (ASIA…) come with a session token: give <id>:<secret>:<token>.');
  }
  return {
    kind: 'access-keys',
    accessKeyId: id,
    secretAccessKey: new Secret(secret),
    sessionToken: token === undefined ? undefined : new Secret(token),
  };
}

function wrong(message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param: 'credential' });
}
