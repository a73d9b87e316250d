import type { CancelSignal } from '../../../cancellation/cancellation';
import { GatewayError } from '../../../errors/gateway-error';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { AdapterSettings, ConnectionTarget } from '../../provider';
import { AccessTokens } from './access-tokens';
import { readServiceAccount } from './service-account';
import type { ServiceAccount } from './service-account';

/** What a connection's credential is; the kind decides the header. */
export type CredentialKind =
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'service-account'; readonly account: ServiceAccount };

/** A credential in use. */
export interface GoogleCredential {
  /** The headers that let a request in. @throws GatewayError when no token can be had */
  headers(signal: CancelSignal): Promise<Readonly<Record<string, string>>>;
  /** What must not come back in an upstream's text. */
  secrets(): readonly string[];
  close(): Promise<void>;
}

/** `AIza…` are the older keys, `AQ.…` the newer ones: https://ai.google.dev/gemini-api/docs/api-key */
const API_KEY = /^(?:AIza|AQ\.)/;

/**
 * Tells an API key from the JSON of a service account; everything else is taken for an OAuth access token (`ya29.…`).
 * @throws GatewayError INVALID_REQUEST with `param: credential`
 */
export function credentialKind(target: ConnectionTarget): CredentialKind {
  const value = target.credential?.reveal().trim() ?? '';
  if (value === '') {
    throw new GatewayError(
      'INVALID_REQUEST',
      'A credential is needed: an API key, a token, or a service account.',
      {
        param: 'credential',
      },
    );
  }
  if (value.startsWith('{')) return { kind: 'service-account', account: readServiceAccount(value) };
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new GatewayError('INVALID_REQUEST', 'The credential has characters that no key or token has.', {
      param: 'credential',
    });
  }
  return API_KEY.test(value) ? { kind: 'api-key', key: value } : { kind: 'token', token: value };
}

/** Makes a credential ready for use; connects with the first call. */
export function openCredential(given: CredentialKind, settings: AdapterSettings): GoogleCredential {
  switch (given.kind) {
    case 'api-key':
      return fixed({ 'x-goog-api-key': given.key }, given.key);
    case 'token':
      return fixed({ authorization: `Bearer ${given.token}` }, given.token);
    case 'service-account':
      return ofAccount(given.account, settings);
  }
}

function fixed(headers: Readonly<Record<string, string>>, secret: string): GoogleCredential {
  return {
    headers: () => Promise.resolve(headers),
    secrets: () => [secret],
    close: () => Promise.resolve(),
  };
}

function ofAccount(account: ServiceAccount, settings: AdapterSettings): GoogleCredential {
  const tokens = new AccessTokens(account, new UpstreamClient(new URL(account.tokenUri).origin, settings));
  return {
    headers: async (signal) => ({ authorization: `Bearer ${await tokens.token(signal)}` }),
    secrets: () => (tokens.last === undefined ? [] : [tokens.last]),
    close: () => tokens.close(),
  };
}
