import { GatewayError } from '../../../errors/gateway-error';
import { Secret } from '../../../config/secret';
import { isObject } from '../../../json/json-object';

/** An app registration of Entra ID, which tokens are asked for with. */
export interface EntraApp {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** The three kinds of credential that Azure takes. */
export type AzureCredential =
  | { readonly kind: 'key'; readonly key: Secret }
  /** An Entra token that somebody else renews. */
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'app'; readonly app: EntraApp };

/** Tenants and clients are GUIDs; a tenant may be given by its domain. */
const ID = /^[0-9a-z][0-9a-z.-]{0,127}$/i;

/**
 * Tells which kind a credential is: JSON with `tenant_id`, `client_id` and `client_secret` is an app registration, what
 * begins as a JSON Web Token does (`eyJ`) is an Entra token, everything else an API key.
 * @throws GatewayError INVALID_REQUEST with the param `credential` for JSON in which one of the three is missing
 */
export function readAzureCredential(credential: Secret): AzureCredential {
  const text = credential.reveal().trim();
  if (text.startsWith('{')) return { kind: 'app', app: readApp(text) };
  return text.startsWith('eyJ') && text.split('.').length === 3
    ? { kind: 'token', token: new Secret(text) }
    : { kind: 'key', key: new Secret(text) };
}

function readApp(text: string): EntraApp {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (isObject(parsed)) {
    const { tenant_id: tenantId, client_id: clientId, client_secret: clientSecret } = parsed;
    if (isId(tenantId) && isId(clientId) && typeof clientSecret === 'string' && clientSecret !== '') {
      return { tenantId, clientId, clientSecret: new Secret(clientSecret) };
    }
  }
  throw new GatewayError(
    'INVALID_REQUEST',
    'A credential in JSON needs tenant_id, client_id and client_secret of an app registration.',
    { param: 'credential' },
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}
