import { ModeSettings } from './groups/mode.settings';
import { CallerSettings } from './groups/callers.settings';
import { ListeningSettings } from './groups/listening.settings';
import { TimeSettings } from './groups/times.settings';
import { SizeSettings } from './groups/sizes.settings';
import { DeploymentHealthSettings } from './groups/deployment-health.settings';
import { RescueSettings } from './groups/rescue.settings';
import { HedgingSettings } from './groups/hedging.settings';
import { IdempotencySettings } from './groups/idempotency.settings';
import { ResponsesSettings } from './groups/responses.settings';
import { WebSocketSettings } from './groups/websocket.settings';
import { RateLimitSettings } from './groups/rate-limits.settings';
import { RegistrySettings } from './groups/registry.settings';
import { ProviderSettings } from './groups/providers.settings';
import { LedgerSettings } from './groups/ledger.settings';
import { MockSettings } from './groups/mock.settings';
import { AdminSettings } from './groups/admin.settings';
import { allOf } from './setting-groups';

/**
 * Every setting of the service, typed and validated; read once at start. Times are in milliseconds, sizes in bytes. Its
 * groups are those of docs/configuration.md.
 */
export class Settings extends allOf(
  ModeSettings,
  CallerSettings,
  ListeningSettings,
  TimeSettings,
  SizeSettings,
  DeploymentHealthSettings,
  RescueSettings,
  HedgingSettings,
  IdempotencySettings,
  ResponsesSettings,
  WebSocketSettings,
  RateLimitSettings,
  RegistrySettings,
  ProviderSettings,
  LedgerSettings,
  MockSettings,
  AdminSettings,
) {
  /** Whether NODE_ENV is `production`. */
  readonly production!: boolean;
}
