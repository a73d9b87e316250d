import type { Secret } from '../../../config/secret';
import type { Settings } from '../../../config/settings';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { UpstreamConnectionOptions } from '../../../upstream/upstream-client';
import type { ProxySettings } from '../../../config/proxy-settings';
import type { AdapterSettings } from '../../provider';
import { PASSED_OPERATIONS } from '../../passed-call';
import { authHeaders } from '../openai-compatible/auth-headers';
import { OpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter';
import { mapLiteLlmError } from './errors';
import { listLiteLlmModels } from './model-info';
import { withoutTrailing } from '../../../config/without-trailing';

const UPSTREAM = 'litellm';

/** The LiteLLM proxy of the mode `litellm`. */
export function liteLlmAdapter(settings: Settings, proxy: ProxySettings): OpenAiCompatibleAdapter {
  return openLiteLlm(UPSTREAM, settings.litellmProxyUrl, settings.litellmApiKey, {
    connectTimeoutMs: settings.connectTimeoutMs,
    proxy,
    // Its address is the operator's own setting.
    addresses: 'private-allowed',
    nat64: settings.nat64,
    strictParams: settings.strictParams,
  });
}

/**
 * A LiteLLM proxy (https://docs.litellm.ai/docs/simple_proxy): OpenAI-compatible, with errors and lists of its own. It
 * knows which provider wants which field, so requests stay as they are.
 * @param endpoint with or without `/v1` at its end, or the operation that people copy along (`…/v1/chat/completions`)
 */
export function openLiteLlm(
  upstream: string,
  endpoint: string,
  credential: Secret | undefined,
  connection: UpstreamConnectionOptions & Pick<AdapterSettings, 'strictParams'>,
  headers: Readonly<Record<string, string>> = {},
): OpenAiCompatibleAdapter {
  const base = withoutTrailing(endpoint, '/')
    .replace(/\/chat\/completions$/, '')
    .replace(/\/v1$/, '');
  return new OpenAiCompatibleAdapter({
    upstream,
    client: new UpstreamClient(`${base}/v1`, connection),
    credential,
    headers: { ...headers, ...authHeaders('bearer', credential) },
    strictParams: connection.strictParams,
    // https://docs.litellm.ai/docs/completion/prompt_caching
    cacheMarks: true,
    passes: PASSED_OPERATIONS,
    mapError: mapLiteLlmError,
    listModels: (get) => listLiteLlmModels(get, upstream),
  });
}
