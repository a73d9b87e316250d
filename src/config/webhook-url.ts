import { Secret } from './secret';
import type { SettingType } from './setting.decorator';

const ALLOWED = 'an address such as https://hooks.slack.com/services/…';

/** The address of a webhook, secret because that is often all that a receiver asks for. It may have a query. */
export const webhookUrl: SettingType<Secret> = {
  allowed: ALLOWED,
  parse: (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
    if (!isWeb || url.username !== '' || url.password !== '' || url.hash !== '') {
      throw new Error(`must be ${ALLOWED}, without credentials and fragment`);
    }
    return new Secret(url.href);
  },
};
