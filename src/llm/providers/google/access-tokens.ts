import type { JWT } from 'google-auth-library';
import type { CancelSignal } from '../../../cancellation/cancellation';
import { unlessAborted } from '../../../cancellation/waits';
import { GatewayError } from '../../../errors/gateway-error';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { ServiceAccount } from './service-account';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** How long a token may take to come; its connection has the connect timeout within this. */
const TOKEN_TIMEOUT_MS = 10_000;

/**
 * Access tokens of a service account, made and renewed by google-auth-library: one is asked for when the first call
 * needs it, kept, and renewed five minutes before it ends. The library is loaded with the first token, and what it sends
 * goes over our own client, so that proxies and address rules hold there too.
 */
export class AccessTokens {
  #library: Promise<JWT> | undefined;
  #renewal: Promise<string> | undefined;
  /** What went wrong with the running renewal below the level of an answer; the library wraps errors in its own. */
  #failure: GatewayError | undefined;
  #last: string | undefined;

  /** @param client leads to the origin of the account's token address */
  constructor(
    private readonly account: ServiceAccount,
    private readonly client: UpstreamClient,
  ) {}

  /** The token that was handed out last, for taking it out of what an upstream quotes. */
  get last(): string | undefined {
    return this.#last;
  }

  /**
   * A token that is valid now.
   * @throws GatewayError PROVIDER_ERROR when the account is refused (`credential`) or its token address fails, TIMEOUT;
   *   the signal's reason when it is aborted, which does not stop the token for others
   */
  token(signal: CancelSignal): Promise<string> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return unlessAborted(this.#renewal, signal);
  }

  close(): Promise<void> {
    return this.client.close();
  }

  async #renew(): Promise<string> {
    const jwt = await (this.#library ??= this.#load());
    try {
      const { token } = await jwt.getAccessToken();
      if (typeof token !== 'string' || token === '') throw new Error('no token came');
      return (this.#last = token);
    } catch (thrown) {
      const { access_token: kept, expiry_date: until } = jwt.credentials;
      // It is renewed ahead of time, so that the old one helps over a short failure.
      const failure = this.#takeFailure();
      if (typeof kept === 'string' && kept !== '' && (until ?? 0) > Date.now()) return kept;
      throw failure ?? refused(thrown);
    }
  }

  #takeFailure(): GatewayError | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  async #load(): Promise<JWT> {
    const { JWT } = await import('google-auth-library');
    const { email, privateKey, keyId, tokenUri } = this.account;
    return new JWT({
      email,
      key: privateKey,
      ...(keyId === undefined ? {} : { keyId }),
      scopes: [SCOPE],
      // The library takes the address for granted; anyone who gets the assertion must not be able to use it elsewhere.
      additionalClaims: { aud: tokenUri },
      useAuthRequestParameters: false,
      transporterOptions: {
        fetchImplementation: (_url, init) => this.#ask(init?.body),
        // The code that makes the call decides whether to try again.
        retryConfig: { retry: 0, noResponseRetries: 0 },
      },
    });
  }

  async #ask(form: unknown): Promise<Response> {
    if (!(form instanceof URLSearchParams)) throw new Error('the library sends something else than a form');
    const { pathname, search } = new URL(this.account.tokenUri);
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort(
        new GatewayError('TIMEOUT', "The provider's token address did not answer in time.", {
          upstreamFailure: 'headers_timeout',
        }),
      );
    }, TOKEN_TIMEOUT_MS);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'accept-encoding': 'identity',
    };
    const request = {
      method: 'POST',
      path: pathname + search,
      headers,
      body: Buffer.from(form.toString()),
    } as const;
    try {
      const { status, body } = await this.client.send(request, limit.signal);
      if (status >= 500 || status === 429) {
        this.#failure = upstreamFailed('server_error', "The provider's token address failed to answer.");
      }
      return new Response(new Uint8Array(body), { status });
    } catch (thrown) {
      if (thrown instanceof GatewayError) this.#failure = thrown;
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }
}

function refused(cause: unknown): GatewayError {
  return new GatewayError(
    'PROVIDER_ERROR',
    "The upstream refused the gateway's credential. Its operator has to fix this.",
    { upstreamFailure: 'credential', retryable: false, cause: new Error(reasonOf(cause)) },
  );
}

/** For the log: OAuth's error code (`invalid_grant`), without the text around it. */
function reasonOf(cause: unknown): string {
  const code = cause instanceof Error ? /^[a-z]+(?:_[a-z]+){0,5}(?=:|$)/.exec(cause.message)?.[0] : undefined;
  return `no access token for the service account${code === undefined ? '' : ` (${code})`}`;
}
