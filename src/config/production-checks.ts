import type { Secret } from './secret';
import { SETTING_PREFIX } from './setting.decorator';
import type { Settings } from './settings';

/** The fewest characters that a key for calls or for administration may have in production. */
const MIN_KEY_LENGTH = 16;

/**
 * What the files of this project have where a secret belongs: the default key, and the placeholders in `.env.example`,
 * `examples/`, `deploy/` and `docs/`. A test collects them there.
 */
const PLACEHOLDER = /change-?me|replace-?with|random-key|your-[a-z-]*key|placeholder|^<.*>$|\.\.\.|…/i;
/** Passwords that are in the examples of addresses. */
const EXAMPLE_PASSWORD = /^(?:password|secret|pass)$/i;

/** Whether a secret is one that this project publishes, and no secret therefore. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || EXAMPLE_PASSWORD.test(value);
}

/** What is wrong with the secrets of a service in production, one line each, naming the setting and never a value. */
export function productionMistakes(settings: Settings): string[] {
  const { internalApiKeys, adminKey, litellmApiKey, databaseUrl, redisUrl, encryptionKeys } = settings;
  const mistakes: string[] = [];
  const keys = internalApiKeys.map(({ key }) => key);
  checkKeys('INTERNAL_API_KEY', keys, mistakes);
  if (adminKey !== undefined) checkKeys('ADMIN_KEY', [adminKey], mistakes);
  const secrets: readonly (readonly [string, string | undefined])[] = [
    ['LITELLM_API_KEY', litellmApiKey?.reveal()],
    ['DATABASE_URL', passwordOf(databaseUrl)],
    ['REDIS_URL', passwordOf(redisUrl)],
    ...(encryptionKeys ?? []).map((key) => ['ENCRYPTION_KEY', key.reveal()] as const),
  ];
  for (const [name, secret] of secrets) {
    if (secret === undefined || !isPlaceholder(secret)) continue;
    mistakes.push(
      `${SETTING_PREFIX}${name} holds a secret of the examples: put your own there in production.`,
    );
  }
  return mistakes;
}

function checkKeys(name: string, keys: readonly Secret[], mistakes: string[]): void {
  const make = 'openssl rand -hex 32 makes one';
  if (keys.some((key) => isPlaceholder(key.reveal()))) {
    mistakes.push(
      `${SETTING_PREFIX}${name} must be a key of your own in production, not one of the examples (${make}).`,
    );
  } else if (keys.some((key) => key.reveal().length < MIN_KEY_LENGTH)) {
    const each = name === 'INTERNAL_API_KEY' ? ' in each key' : '';
    mistakes.push(
      `${SETTING_PREFIX}${name} must have at least ${MIN_KEY_LENGTH} characters${each} in production (${make}).`,
    );
  }
}

function passwordOf(url: Secret | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url.reveal())) return undefined;
  const { password } = new URL(url.reveal());
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
