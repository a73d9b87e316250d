import { createHash } from 'node:crypto';
import type { SignatureV4 } from '@smithy/signature-v4';
import type { UpstreamRequest } from '../../../upstream/upstream-exchange';
import type { AccessKeys, BedrockCredential } from './credential';
import { withoutTrailing } from '../../../config/without-trailing';

/** Makes the headers that let a request in; they include the request's own. */
export type Authorize = (request: UpstreamRequest) => Promise<Readonly<Record<string, string>>>;

/** Where the requests go: what is signed has to be what is sent. */
export interface SigningTarget {
  /** The address of the requests, with the path that is before theirs. */
  readonly baseUrl: URL;
  readonly region: string;
}

/** The way in for a credential: a bearer token, or a signature of each request. */
export function authorization(credential: BedrockCredential, target: SigningTarget): Authorize {
  if (credential.kind === 'access-keys') return signing(credential, target);
  const bearer = `Bearer ${credential.key.reveal()}`;
  return ({ headers }) => Promise.resolve({ ...headers, authorization: bearer });
}

/**
 * Signature Version 4. The path is signed as it is sent, with its escapes escaped once more: a model id's `:` goes as
 * `%3A` and is signed as `%253A`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signing(keys: AccessKeys, { baseUrl, region }: SigningTarget): Authorize {
  let loaded: Promise<Pick<SignatureV4, 'sign'>> | undefined;
  const prefix = withoutTrailing(baseUrl.pathname, '/');
  return async ({ method, path, headers, body }) => {
    const { HttpRequest } = await import('@smithy/protocol-http');
    const signer = await (loaded ??= loadSigner(keys, region));
    const [pathname = '', query = ''] = path.split('?', 2);
    const signed = await signer.sign(
      new HttpRequest({
        method,
        protocol: baseUrl.protocol,
        hostname: baseUrl.hostname,
        path: prefix + pathname,
        query: Object.fromEntries(new URLSearchParams(query)),
        headers: {
          ...headers,
          host: baseUrl.host,
          // Node's own hash: the library's takes twenty times as long for a body of a megabyte.
          'x-amz-content-sha256': createHash('sha256')
            .update(body ?? '')
            .digest('hex'),
        },
      }),
    );
    return signed.headers;
  };
}

async function loadSigner(keys: AccessKeys, region: string): Promise<SignatureV4> {
  const [{ SignatureV4: Signer }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-crypto/sha256-js'),
  ]);
  return new Signer({
    service: 'bedrock',
    region,
    sha256: Sha256,
    credentials: {
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey.reveal(),
      ...(keys.sessionToken === undefined ? {} : { sessionToken: keys.sessionToken.reveal() }),
    },
  });
}
