import { webhookUrl } from '../webhook-url';
import type { Secret } from '../secret';
import { OptionalSetting, Setting } from '../setting.decorator';
import {
  flag,
  headerNames,
  mebibytes,
  oneOf,
  seconds,
  secretOfAtLeast,
  text,
  timeZone,
  wholeNumber,
} from '../setting-types';

/** When the journal is forced to the disk: each second, with each write, or when the operating system sees fit. */
export type LedgerFsync = 'interval' | 'always' | 'off';
/** What becomes of calls that cannot be recorded. */
export type LedgerWhenFull = 'serve' | 'refuse';

/** What is recorded of calls, for how long, and what it costs (docs/ledger.md, docs/budgets.md). */
export class LedgerSettings {
  @Setting({
    name: 'LEDGER',
    type: flag,
    fallback: 'true',
    about: 'Whether each admitted call is recorded (docs/ledger.md).',
  })
  readonly ledger!: boolean;

  @OptionalSetting({
    name: 'LEDGER_JOURNAL_DIR',
    type: text,
    about:
      'The folder of the journal; `journal` in the data folder by default. One process has it at a time.',
  })
  readonly ledgerJournalDir!: string | undefined;

  @Setting({
    name: 'LEDGER_FSYNC',
    type: oneOf('interval', 'always', 'off'),
    fallback: 'interval',
    about:
      'When the disk is made to keep what the journal has: each second, with each write, or never. It matters when power fails.',
  })
  readonly ledgerFsync!: LedgerFsync;

  @Setting({
    name: 'LEDGER_JOURNAL_MIB',
    type: mebibytes(1, 1_048_576),
    fallback: '1024',
    about: 'How large the journal may become while its database is away.',
  })
  readonly ledgerJournalBytes!: number;

  @Setting({
    name: 'LEDGER_WHEN_FULL',
    type: oneOf('serve', 'refuse'),
    fallback: 'serve',
    about:
      'Whether calls that find no room in the journal are served without a record, counted and alarmed, or refused.',
  })
  readonly ledgerWhenFull!: LedgerWhenFull;

  @Setting({
    name: 'LEDGER_DAYS',
    type: wholeNumber(1, 36_500),
    fallback: '90',
    about: 'For how many days the rows of calls are kept.',
  })
  readonly ledgerDays!: number;

  @Setting({
    name: 'LEDGER_SUMS_DAYS',
    type: wholeNumber(1, 36_500),
    fallback: '800',
    about: 'For how many days the hourly sums are kept; budgets know of nothing older.',
  })
  readonly ledgerSumsDays!: number;

  @Setting({
    name: 'DRAIN_ON_LEAVE',
    type: seconds(0, 600),
    fallback: '0',
    about:
      'For how long a stream is read on when its caller has left, to learn what the provider says that it used; 0 for not at all.',
  })
  readonly drainOnLeaveMs!: number;

  @Setting({
    name: 'DRAIN_ON_LEAVE_TOKENS',
    type: wholeNumber(1, 1_000_000),
    fallback: '2000',
    about: 'How many further tokens of such a stream are read at most.',
  })
  readonly drainOnLeaveTokens!: number;

  @Setting({
    name: 'CAPTURE_ALLOWED',
    type: flag,
    fallback: 'true',
    about: 'Whether keys and groups may let the content of their calls be captured (docs/ledger.md).',
  })
  readonly captureAllowed!: boolean;

  @Setting({
    name: 'COST_HEADERS',
    type: flag,
    fallback: 'false',
    about: 'Whether answers say what they cost and what is left of budgets (docs/budgets.md).',
  })
  readonly costHeaders!: boolean;

  @Setting({
    name: 'BUDGET_TIMEZONE',
    type: timeZone,
    fallback: 'UTC',
    about: 'The time zone in whose calendar budgets renew (docs/budgets.md).',
  })
  readonly budgetTimezone!: string;

  @OptionalSetting({
    name: 'ALERT_WEBHOOK',
    type: webhookUrl,
    about: 'Where alerts of budgets are posted to (docs/budgets.md); without one they are in the log alone.',
  })
  readonly alertWebhook!: Secret | undefined;

  @OptionalSetting({
    name: 'ALERT_WEBHOOK_SECRET',
    type: secretOfAtLeast(16),
    about: 'Signs what is posted to `ALERT_WEBHOOK`; without one it is not signed.',
  })
  readonly alertWebhookSecret!: Secret | undefined;

  @Setting({
    name: 'LEDGER_USER_HEADERS',
    type: headerNames,
    fallback: 'x-openwebui-user-id',
    about:
      "Headers with the id of the caller's own user, comma-separated; the body's fields come before them.",
  })
  readonly ledgerUserHeaders!: readonly string[];
}
