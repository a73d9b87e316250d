import type { Logger } from 'pino';
import { readProxySettings } from '../config/proxy-settings';
import type { Environment } from '../config/environment';
import type { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import type { AdapterSettings } from '../llm/provider';
import { providerOf } from '../llm/providers';
import { FailingAdapter } from '../llm/failing.adapter';
import type { LlmAdapter } from '../llm/llm-adapter';
import type { ConnectionEntry } from '../registry/memory/registry-view';

/** What every adapter is opened with. */
export function adapterSettings(settings: Settings, environment: Environment): AdapterSettings {
  return {
    connectTimeoutMs: settings.connectTimeoutMs,
    proxy: readProxySettings(environment),
    addresses: settings.privateUpstreams,
    nat64: settings.nat64,
    strictParams: settings.strictParams,
    mockTokenDelayMs: settings.mockTokenDelayMs,
  };
}

/** Opens the adapter of a connection. Never throws: where the connection cannot be used, every call of it fails. */
export function openAdapter(connection: ConnectionEntry, settings: AdapterSettings, log: Logger): LlmAdapter {
  const { name, provider, endpoint, options, flaw } = connection;
  try {
    if (flaw !== undefined) throw new Error(flaw);
    const known = providerOf(provider);
    if (known === undefined) throw new Error(`The provider ${provider} is not known to this version.`);
    const credential = connection.credential();
    const target = { name, provider, endpoint, credential, options };
    // A row may have been changed where nobody checks.
    known.check(target);
    return known.open(target, settings);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    log.error({ connection: name, alert: true, reason }, 'A connection cannot be used.');
    const message = 'The connection to the provider cannot be used. Its operator has to fix this.';
    return new FailingAdapter(
      name,
      new GatewayError('PROVIDER_ERROR', message, {
        cause,
        retryable: false,
        upstreamFailure: 'credential',
      }),
    );
  }
}
