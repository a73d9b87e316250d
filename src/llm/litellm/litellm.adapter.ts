import type { Settings } from '../../config/settings';
import { UpstreamClient } from '../../upstream/upstream-client';
import type { ProxySettings } from '../../config/proxy-settings';
import { OpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter';
import { mapLiteLlmError } from './errors';
import { listLiteLlmModels } from './model-info';

const UPSTREAM = 'litellm';

/** The LiteLLM proxy (https://docs.litellm.ai/docs/simple_proxy): OpenAI-compatible, with errors and lists of its own. */
export function liteLlmAdapter(settings: Settings, proxy: ProxySettings): OpenAiCompatibleAdapter {
  const base = settings.litellmProxyUrl.replace(/\/v1$/, '');
  return new OpenAiCompatibleAdapter({
    upstream: UPSTREAM,
    client: new UpstreamClient(`${base}/v1`, { connectTimeoutMs: settings.connectTimeoutMs, proxy }),
    apiKey: settings.litellmApiKey,
    mapError: mapLiteLlmError,
    listModels: (get) => listLiteLlmModels(get, UPSTREAM),
  });
}
