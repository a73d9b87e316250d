import type { CancelSignal } from '../../../cancellation/cancellation';
import { unlessAborted } from '../../../cancellation/waits';
import { GatewayError } from '../../../errors/gateway-error';
import { parseObject } from '../openai-compatible/response';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { EntraApp } from './azure-credential';

/** Where tokens come from; national clouds have hosts of their own and are not supported. */
export const ENTRA_AUTHORITY = 'https://login.microsoftonline.com';
/** What the token is for: every Azure AI resource (https://learn.microsoft.com/azure/ai-services/authentication). */
const SCOPE = 'https://cognitiveservices.azure.com/.default';
/** A token is renewed this long before it expires, so that none expires under way. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** The longest that Entra may take for a token. */
const TOKEN_TIMEOUT_MS = 10_000;

interface HeldToken {
  readonly value: string;
  readonly renewAt: number;
}

/**
 * Tokens of an app registration by the client-credentials grant, one at a time and kept until shortly before they expire.
 * Format: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export class EntraTokens {
  #held: HeldToken | undefined;
  #asking: Promise<HeldToken> | undefined;

  constructor(
    private readonly app: EntraApp,
    private readonly authority: UpstreamClient,
  ) {}

  /**
   * A token that is good for some minutes.
   * @throws GatewayError PROVIDER_ERROR when Entra refuses or fails, the signal's reason when the caller goes away
   */
  async token(signal: CancelSignal): Promise<string> {
    if (this.#held !== undefined && Date.now() < this.#held.renewAt) return this.#held.value;
    // Calls that wait together share one request, which none of them can take away from the others by leaving.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    this.#held = await unlessAborted(this.#asking, signal);
    return this.#held.value;
  }

  async #ask(): Promise<HeldToken> {
    const { tenantId, clientId, clientSecret } = this.app;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret.reveal(),
      scope: SCOPE,
    });
    const answer = await this.authority
      .send(
        {
          method: 'POST',
          path: `/${tenantId}/oauth2/v2.0/token`,
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
          body: Buffer.from(form.toString()),
        },
        AbortSignal.timeout(TOKEN_TIMEOUT_MS),
      )
      .catch((cause: unknown) => {
        throw cause instanceof GatewayError
          ? cause
          : upstreamFailed('connect', 'No token came for the upstream.', cause);
      });
    const token = parseObject(answer.body);
    if (answer.status === 400 || answer.status === 401) throw refused(answer.status);
    const value = token?.['access_token'];
    const seconds = Number(token?.['expires_in']);
    if (answer.status !== 200 || typeof value !== 'string' || !Number.isFinite(seconds)) {
      throw upstreamFailed('server_error', 'No token came for the upstream.');
    }
    const lifetimeMs = seconds * 1000;
    return { value, renewAt: Date.now() + Math.max(lifetimeMs - RENEW_BEFORE_MS, lifetimeMs / 2) };
  }
}

function refused(status: number): GatewayError {
  return new GatewayError(
    'PROVIDER_ERROR',
    "The upstream refused the gateway's credential. Its operator has to fix this.",
    {
      upstreamStatus: status,
      upstreamFailure: 'credential',
      retryable: false,
      cause: new Error(`Entra ID answered ${status} to the app registration's secret`),
    },
  );
}
