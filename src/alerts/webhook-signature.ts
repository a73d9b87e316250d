import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** What the receiver of an alert checks. */
export interface SignedHeaders {
  /** The same for every try of one alert. */
  readonly 'webhook-id': string;
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature'?: string;
}

/**
 * Signs a body as Standard Webhooks do (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md):
 * `v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body`.
 * @param secret `whsec_` and base64, or any text, whose bytes are the key; undefined for no signature
 * @param at milliseconds since 1970
 */
export function signedHeaders(
  body: string,
  secret: string | undefined,
  { id, at }: { readonly id: string; readonly at: number },
): SignedHeaders {
  const timestamp = String(Math.floor(at / 1_000));
  const told = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return told;
  const key = secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : secret;
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...told, 'webhook-signature': `v1,${mac}` };
}
