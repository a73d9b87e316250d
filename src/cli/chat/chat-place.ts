import { processEnvironment } from '../../config/environment';
import { readSettings } from '../../config/read-settings';
import { serviceAddress } from '../service-address';
import { UsageError } from '../usage-error';

/** What `chat` can be told of the service. */
export interface ChatFlags {
  readonly url?: string;
  readonly key?: string;
}

/** The service that is asked, and as whom. */
interface ChatPlace {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** The model of a call that names none. */
  readonly model: string;
}

/**
 * The service that the flags, the environment or the settings name, in this order.
 * @throws UsageError for an invalid address; SettingsError
 */
export function chatPlace(flags: ChatFlags): ChatPlace {
  const environment = processEnvironment();
  const { port, internalApiKeys, defaultModel } = readSettings(environment);
  const given = flags.url ?? nonEmpty(environment['LLM_PROXY_URL']) ?? `http://localhost:${port}`;
  const url = serviceAddress(given);
  const key = flags.key ?? nonEmpty(environment['LLM_PROXY_KEY']) ?? internalApiKeys[0]?.key.reveal() ?? '';
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError('The key has characters that no key has.');
  return { url, key, model: defaultModel };
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}
