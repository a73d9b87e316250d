import type { CancelSignal } from '../../../cancellation/cancellation';
import { extraHeaders } from '../../../upstream/extra-headers';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { AdapterSettings, ConnectionTarget } from '../../provider';
import { readAzureCredential } from './azure-credential';
import { ENTRA_AUTHORITY, EntraTokens } from './entra-token';

/** The way into a resource. */
export interface AzureAccess {
  /** The operator's further headers, names in lower case. */
  readonly extra: Readonly<Record<string, string>>;
  /** The credential's header. @param name of the header for an API key */
  headersFor(name: 'api-key' | 'x-api-key'): Readonly<Record<string, string>>;
  /** A header that changes with time, where tokens come from Entra ID. */
  readonly authorize: ((signal: CancelSignal) => Promise<Readonly<Record<string, string>>>) | undefined;
  /** Connections to Entra ID. */
  readonly authority: UpstreamClient | undefined;
}

/** Reads how a resource is asked. @throws GatewayError as `readAzureCredential` and `checkExtraHeaders` do */
export function readAzureAccess(
  { credential, options }: ConnectionTarget,
  settings: AdapterSettings,
): AzureAccess {
  const extra = extraHeaders(options.headers);
  const read = credential === undefined ? undefined : readAzureCredential(credential);
  switch (read?.kind) {
    case undefined:
      return { extra, headersFor: () => ({}), authorize: undefined, authority: undefined };
    case 'key':
      return {
        extra,
        headersFor: (name) => ({ [name]: read.key.reveal() }),
        authorize: undefined,
        authority: undefined,
      };
    case 'token': {
      const authorization = `Bearer ${read.token.reveal()}`;
      return { extra, headersFor: () => ({ authorization }), authorize: undefined, authority: undefined };
    }
    case 'app': {
      const authority = new UpstreamClient(ENTRA_AUTHORITY, settings);
      const tokens = new EntraTokens(read.app, authority);
      return {
        extra,
        headersFor: () => ({}),
        authorize: async (signal) => ({ authorization: `Bearer ${await tokens.token(signal)}` }),
        authority,
      };
    }
  }
}
