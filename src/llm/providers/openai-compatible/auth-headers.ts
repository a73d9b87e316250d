import type { Secret } from '../../../config/secret';
import type { AuthStyle } from './vendor';

/** The header that holds the credential; none without one. */
export function authHeaders(style: AuthStyle, credential: Secret | undefined): Record<string, string> {
  if (credential === undefined) return {};
  const key = credential.reveal();
  return style === 'bearer' ? { authorization: `Bearer ${key}` } : { 'api-key': key };
}
