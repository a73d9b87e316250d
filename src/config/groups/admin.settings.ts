import type { Secret } from '../secret';
import { OptionalSetting } from '../setting.decorator';
import { secretOfAtLeast } from '../setting-types';

/** The admin API (docs/admin-api.md). */
export class AdminSettings {
  @OptionalSetting({
    name: 'ADMIN_KEY',
    type: secretOfAtLeast(16),
    about: 'The key of the admin API; without one there is no admin API.',
  })
  readonly adminKey!: Secret | undefined;
}
