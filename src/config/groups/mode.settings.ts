import type { Secret } from '../secret';
import { OptionalSetting, Setting } from '../setting.decorator';
import { httpUrl, oneOf, secret, text } from '../setting-types';

/** What answers the calls. */
export type LlmMode = 'litellm' | 'mock' | 'direct';

/** What answers the calls. */
export class ModeSettings {
  @Setting({
    name: 'LLM_MODE',
    type: oneOf('litellm', 'mock', 'direct'),
    fallback: 'litellm',
    about: 'What answers the calls: a LiteLLM proxy, the mock, or providers directly.',
  })
  readonly llmMode!: LlmMode;

  @Setting({
    name: 'LITELLM_PROXY_URL',
    type: httpUrl,
    fallback: 'http://localhost:4000',
    about: 'Where the LiteLLM proxy listens (litellm mode).',
  })
  readonly litellmProxyUrl!: string;

  @OptionalSetting({
    name: 'LITELLM_API_KEY',
    type: secret,
    about: 'The key for the LiteLLM proxy, its master key or a virtual key of its own.',
  })
  readonly litellmApiKey!: Secret | undefined;

  @Setting({
    name: 'DEFAULT_MODEL',
    type: text,
    fallback: 'gpt-4o-mini',
    about: 'The model of a call that names none.',
  })
  readonly defaultModel!: string;
}
