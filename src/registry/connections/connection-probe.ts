import type { ConnectionEntry } from '../memory/registry-view';

/** A model as a provider lists it. */
export interface ListedProviderModel {
  readonly name: string;
  readonly contextLength: number | undefined;
}

/** What the registry has to know about providers, and leaves to those who speak with them. */
export interface ConnectionProbe {
  /** Every provider's name. */
  readonly providers: readonly string[];
  /** The address of a provider that has one of its own; undefined where it has to be given. */
  defaultEndpoint(provider: string): string | undefined;
  /**
   * Whether a connection can be made of this.
   * @throws GatewayError INVALID_REQUEST with `param` (`provider`, `endpoint`, `credential`, `options.region`, …)
   */
  check(connection: Pick<ConnectionEntry, 'name' | 'provider' | 'endpoint' | 'options' | 'credential'>): void;
  /**
   * The origins (scheme, host, port) that a connection's credential is sent to, as its provider derives them from the
   * endpoint and the options. Of what {@link check} refuses it may throw.
   */
  origins(connection: Pick<ConnectionEntry, 'provider' | 'endpoint' | 'options'>): readonly string[];
  /** Makes a cheap authenticated call and answers with the provider's models. @throws GatewayError as adapters do */
  models(connection: ConnectionEntry, signal: AbortSignal): Promise<readonly ListedProviderModel[]>;
}

/** DI token of the {@link ConnectionProbe}. */
export const ConnectionProbe = Symbol('ConnectionProbe');
