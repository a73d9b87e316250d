import { createPrivateKey } from 'node:crypto';
import { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';

/** A service account's key, as Google's console hands it out. */
export interface ServiceAccount {
  readonly email: string;
  /** PEM. */
  readonly privateKey: string;
  readonly keyId: string | undefined;
  readonly projectId: string | undefined;
  /** Where tokens are to be had. */
  readonly tokenUri: string;
}

const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';

/**
 * Reads the JSON file of a service account's key.
 * Format: https://cloud.google.com/iam/docs/keys-create-delete
 * @throws GatewayError INVALID_REQUEST with `param: credential`, which says what is wrong but never quotes it
 */
export function readServiceAccount(json: string): ServiceAccount {
  const key = parse(json);
  if (!isObject(key)) throw wrong('is not the JSON of a service account');
  if (key['type'] !== 'service_account') throw wrong('is not of the type service_account');
  const privateKey = text(key['private_key'], 'private_key');
  const tokenUri = key['token_uri'] === undefined ? GOOGLE_TOKEN_URI : text(key['token_uri'], 'token_uri');
  if (!URL.canParse(tokenUri) || !/^https?:$/.test(new URL(tokenUri).protocol)) {
    throw wrong('has a token_uri that is no address');
  }
  try {
    createPrivateKey(privateKey);
  } catch {
    throw wrong('has a private_key that is no key');
  }
  return {
    email: text(key['client_email'], 'client_email'),
    privateKey,
    keyId: typeof key['private_key_id'] === 'string' ? key['private_key_id'] : undefined,
    projectId: typeof key['project_id'] === 'string' ? key['project_id'] : undefined,
    tokenUri,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw wrong('is not valid JSON');
  }
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(`has no ${field}`);
}

function wrong(what: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `The credential ${what}.`, { param: 'credential' });
}
