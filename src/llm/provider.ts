import type { ConnectionOptions } from '../config/connection-options';
import type { Nat64 } from '../config/nat64';
import type { ProxySettings } from '../config/proxy-settings';
import type { Secret } from '../config/secret';
import type { AddressPolicy } from '../upstream/address-policy';
import type { LlmAdapter } from './llm-adapter';

/** Where one provider account is, and how to get in: what an adapter is opened on. */
export interface ConnectionTarget {
  /** The connection's name: the upstream's name in logs and metrics. */
  readonly name: string;
  /** A name of the provider catalogue. */
  readonly provider: string;
  /** Base address, without a slash at its end. */
  readonly endpoint: string;
  readonly credential: Secret | undefined;
  readonly options: ConnectionOptions;
}

/** What every adapter of this process has in common. */
export interface AdapterSettings {
  readonly connectTimeoutMs: number;
  readonly proxy: ProxySettings;
  /** Which addresses may be connected to. */
  readonly addresses: AddressPolicy;
  /** The prefixes of the network's NAT64. */
  readonly nat64?: Nat64 | undefined;
  /** Parameters that the provider would refuse are a 400 naming the field, instead of being dropped by documented rule. */
  readonly strictParams: boolean;
  /** Between two words of the mock. */
  readonly mockTokenDelayMs: number;
}

/** A provider as an operator names it: data, not code. */
export interface ProviderProfile {
  /** Lower-case (`groq`). */
  readonly name: string;
  /** Its own address; undefined where every account has another one and it has to be given. */
  readonly endpoint: string | undefined;
  /** Whether a connection without a credential makes sense (local servers). */
  readonly credential: 'required' | 'optional';
}

/** A provider, or several that are spoken to alike: one folder under `llm/providers/`, one line in the list of providers. */
export interface Provider {
  /** The folder's name. */
  readonly name: string;
  readonly providers: readonly ProviderProfile[];
  /**
   * Says what is wrong with a target before it is stored; connects nowhere.
   * @throws GatewayError INVALID_REQUEST with `param` (`credential`, `options.region`, …)
   */
  check(target: ConnectionTarget): void;
  /**
   * The origins that the credential is sent to, where options move them; without it, the endpoint's. What is in the
   * credential itself (a service account's `token_uri`) moves with the credential alone.
   */
  readonly origins?: (
    target: Pick<ConnectionTarget, 'provider' | 'endpoint' | 'options'>,
  ) => readonly string[];
  /** Opens an adapter; connects with the first call. */
  open(target: ConnectionTarget, settings: AdapterSettings): LlmAdapter;
}
