import type { BlockList } from 'node:net';
import { nat64Prefixes } from './nat64';
import type { Nat64 } from './nat64';
import { hedgeAfter } from './hedge-setting';
import type { HedgeAfter } from './hedge-setting';
import { redisUrl } from './redis-url';
import { webhookUrl } from './webhook-url';
import type { Secret } from './secret';
import { holdBack, rescueModes } from './rescue-settings';
import type { HoldBackSetting, RescueModeName } from './rescue-settings';
import { OptionalSetting, Setting } from './setting.decorator';
import {
  betas,
  decimal,
  flag,
  headerNames,
  httpUrl,
  mebibytes,
  namedKeys,
  networks,
  oneOf,
  origins,
  seconds,
  secret,
  secretOfAtLeast,
  text,
  timeZone,
  wholeNumber,
} from './setting-types';
import type { NamedKey } from './setting-types';
import { encryptionKeys, postgresUrl, upstreamAddresses } from './storage-settings';
import type { UpstreamAddresses } from './storage-settings';

/** What answers the calls. */
/** Where Responses answers are kept. */
export type ResponsesPlace = 'database' | 'memory';
/** Whether Responses answers are kept: unless the caller says no, never, or where the caller says so. */
export type ResponsesStoreMode = 'on' | 'off' | 'only_when_asked';
export type LlmMode = 'litellm' | 'mock' | 'direct';
/** When the journal is forced to the disk: each second, with each write, or when the operating system sees fit. */
export type LedgerFsync = 'interval' | 'always' | 'off';
/** What becomes of calls that cannot be recorded. */
export type LedgerWhenFull = 'serve' | 'refuse';
/** The least serious level that is logged. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The internal key of the examples: fine on a developer's machine, refused in production. */
export const EXAMPLE_INTERNAL_KEY = 'change-me-internal-key';

const DAY_S = 86_400;

/** Every setting of the service, typed and validated; read once at start. Times are in milliseconds, sizes in bytes. */
export class Settings {
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

  @Setting({
    name: 'INTERNAL_API_KEY',
    type: namedKeys,
    fallback: EXAMPLE_INTERNAL_KEY,
    about:
      'The keys that callers use, comma-separated, each `key` or `name=key`; the name appears in logs, limits and metrics. Two keys of one name share its limits, which is how a key is rotated.',
  })
  readonly internalApiKeys!: readonly NamedKey[];

  @Setting({
    name: 'HOST',
    type: text,
    fallback: '0.0.0.0',
    about: 'The address to listen on; `::` for IPv6 and IPv4 together.',
  })
  readonly host!: string;

  @Setting({
    name: 'PORT',
    type: wholeNumber(0, 65_535),
    fallback: '8002',
    about: 'The port to listen on; 0 takes a free one.',
  })
  readonly port!: number;

  @Setting({
    name: 'LOG_LEVEL',
    type: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    fallback: 'info',
    about: 'The least serious level that is logged, in any case.',
  })
  readonly logLevel!: LogLevel;

  @Setting({
    name: 'VERSION',
    type: text,
    fallback: '',
    about: 'The version that health and docs show; by default that of package.json.',
  })
  readonly version!: string;

  @Setting({
    name: 'MAX_CONCURRENT_REQUESTS',
    type: wholeNumber(1, 100_000),
    fallback: '2000',
    about: 'Calls that may run at the same time; one more gets 503 OVERLOADED.',
  })
  readonly maxConcurrentRequests!: number;

  @Setting({
    name: 'REQUEST_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '600',
    about: 'The longest that a call may take in all, retries included.',
  })
  readonly requestTimeoutMs!: number;

  @Setting({
    name: 'CONNECT_TIMEOUT',
    type: seconds(0.01, 600),
    fallback: '5',
    about: 'The longest wait for a connection to an upstream.',
  })
  readonly connectTimeoutMs!: number;

  @Setting({
    name: 'HEADERS_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '120',
    about: 'Streams: the longest wait from sending the request to the response headers.',
  })
  readonly headersTimeoutMs!: number;

  @Setting({
    name: 'FIRST_TOKEN_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '120',
    about: 'Streams: the longest wait from the response headers to the first frame.',
  })
  readonly firstTokenTimeoutMs!: number;

  @Setting({
    name: 'IDLE_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '60',
    about: 'Streams: the longest silence between two frames.',
  })
  readonly idleTimeoutMs!: number;

  @Setting({
    name: 'WRITE_STALL_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '30',
    about: 'A caller that takes nothing of an answer for so long is cut off.',
  })
  readonly writeStallTimeoutMs!: number;

  @Setting({
    name: 'BODY_STALL_TIMEOUT',
    type: seconds(0.01, DAY_S),
    fallback: '30',
    about: 'A caller that sends nothing of its request body for so long gets 408.',
  })
  readonly bodyStallTimeoutMs!: number;

  @Setting({
    name: 'KEEP_ALIVE_TIMEOUT',
    type: seconds(1, DAY_S),
    fallback: '650',
    about:
      "How long a caller's connection may be idle between two requests. Longer than the load balancer's own idle time, or calls fail now and then: AWS 60 s, Google Cloud 600 s.",
  })
  readonly keepAliveTimeoutMs!: number;

  @Setting({
    name: 'MAX_CONNECTIONS',
    type: wholeNumber(0, 1_000_000),
    fallback: '10000',
    about: 'Connections from callers; for one more the oldest idle one is closed. 0 switches the limit off.',
  })
  readonly maxConnections!: number;

  @Setting({
    name: 'MAX_CONNECTIONS_PER_ADDRESS',
    type: wholeNumber(0, 1_000_000),
    fallback: '4000',
    about:
      'The same for the connections from one address (of IPv6 one /64). Those of TRUSTED_PROXIES are not counted. 0 switches the limit off.',
  })
  readonly maxConnectionsPerAddress!: number;

  @Setting({
    name: 'SHUTDOWN_GRACE',
    type: seconds(0, DAY_S),
    fallback: '25',
    about: 'How long running calls may go on after SIGTERM.',
  })
  readonly shutdownGraceMs!: number;

  @Setting({
    name: 'RETRIES',
    type: wholeNumber(0, 10),
    fallback: '1',
    about: 'Further attempts after one that failed before anything reached the caller.',
  })
  readonly retries!: number;

  @Setting({
    name: 'RETRY_WAIT_LIMIT',
    type: seconds(0, 600),
    fallback: '3',
    about:
      'The longest wait that a provider may ask for (Retry-After) to be waited within a call; what is longer goes to the caller.',
  })
  readonly retryWaitLimitMs!: number;

  @Setting({
    name: 'RETRY_BUDGET_SHARE',
    type: decimal(0, 10),
    fallback: '0.2',
    about:
      "What a deployment's failures may cost in further attempts, there or elsewhere: so many for each of its calls of the last ten seconds.",
  })
  readonly retryBudgetShare!: number;

  @Setting({
    name: 'RETRY_BUDGET_PER_SECOND',
    type: decimal(0, 100_000),
    fallback: '3',
    about:
      'Further attempts a second beside that share. When both are used up the failure goes to the caller at once.',
  })
  readonly retryBudgetPerSecond!: number;

  @Setting({
    name: 'BREAKER_FAILURES',
    type: wholeNumber(0, 10_000),
    fallback: '5',
    about: 'Failures in a row after which a deployment is not asked for a while. 0 switches breakers off.',
  })
  readonly breakerFailures!: number;

  @Setting({
    name: 'BREAKER_FAILURE_SHARE',
    type: decimal(0.01, 1),
    fallback: '0.5',
    about: 'The share of its attempts whose failure has the same effect as failures in a row.',
  })
  readonly breakerFailureShare!: number;

  @Setting({
    name: 'BREAKER_MIN_ATTEMPTS',
    type: wholeNumber(1, 1_000_000),
    fallback: '20',
    about: 'The number of attempts below which the share of failures is not looked at.',
  })
  readonly breakerMinAttempts!: number;

  @Setting({
    name: 'BREAKER_WINDOW',
    type: seconds(0.1, 3_600),
    fallback: '30',
    about: 'The time over which the share of failures is taken.',
  })
  readonly breakerWindowMs!: number;

  @Setting({
    name: 'BREAKER_WAIT',
    type: seconds(0.01, 3_600),
    fallback: '10',
    about:
      'How long it is not asked; then one call finds out. Doubles with each that fails; up to 20 % more or less, by chance. A Retry-After of the provider goes before the first of these waits.',
  })
  readonly breakerWaitMs!: number;

  @Setting({
    name: 'BREAKER_MAX_WAIT',
    type: seconds(0.01, DAY_S),
    fallback: '300',
    about: 'The longest of these waits, also where the provider asks for more.',
  })
  readonly breakerMaxWaitMs!: number;

  @Setting({
    name: 'RESCUE',
    type: rescueModes,
    fallback: 'prefill,restart',
    about:
      'How a stream that breaks after content was sent is gone on with where its model has several deployments: `prefill`, `restart`, `instruction`, in this order; `off` ends it with an error.',
  })
  readonly rescue!: readonly RescueModeName[];

  @Setting({
    name: 'RESCUE_INSTRUCTION',
    type: text,
    fallback:
      'Your answer was cut off. Go on with it: repeat its last words «{tail}» exactly, and write on from there. Write nothing else.',
    about: 'What the mode `instruction` asks for; `{tail}` stands for the last words that the caller has.',
  })
  readonly rescueInstruction!: string;

  @Setting({
    name: 'HOLD_BACK',
    type: holdBack,
    fallback: '0',
    about:
      "How much of a stream's beginning waits before the caller gets it: characters (`200`) or time (`500ms`). An answer that breaks within it is made anew, and its caller sees nothing of it.",
  })
  readonly holdBack!: HoldBackSetting | undefined;

  @Setting({
    name: 'FIRST_TOKEN_HEDGE',
    type: hedgeAfter,
    fallback: '8',
    about:
      "Streams: when nothing has come for so long and the model has another deployment, that is asked as well, and the first to speak wins; `p95` for the deployment's own 95th percentile. `off` asks one at a time.",
  })
  readonly firstTokenHedge!: HedgeAfter;

  @OptionalSetting({
    name: 'WHOLE_ANSWER_HEDGE',
    type: seconds(0.01, DAY_S),
    about: 'The same for whole answers; without it one is asked at a time.',
  })
  readonly wholeAnswerHedge!: number | undefined;

  @OptionalSetting({
    name: 'ATTEMPT_TIMEOUT',
    type: seconds(0.01, DAY_S),
    about:
      'Whole answers: the longest that one deployment may take where another one is left; half of the time that is left by default.',
  })
  readonly attemptTimeoutMs!: number | undefined;

  @Setting({
    name: 'IDEMPOTENCY_TTL',
    type: seconds(1, 30 * DAY_S),
    fallback: '86400',
    about: 'How long the answer of a call with an `Idempotency-Key` is kept.',
  })
  readonly idempotencyTtlMs!: number;

  @Setting({
    name: 'ANSWERS_MIB',
    type: mebibytes(1, 65_536),
    fallback: '64',
    about: 'Memory for these answers; what was used longest ago goes first.',
  })
  readonly answersBytes!: number;

  @Setting({
    name: 'SHARED_ANSWERS_MIB',
    type: mebibytes(1, 1_048_576),
    fallback: '512',
    about:
      'What these answers may take in the server of `REDIS_URL`, for all replicas together; what was used longest ago goes first.',
  })
  readonly sharedAnswersBytes!: number;

  @Setting({
    name: 'RESUME_GRACE',
    type: seconds(0, 3_600),
    fallback: '30',
    about: 'How long a call with an `Idempotency-Key` goes on after its last caller left.',
  })
  readonly resumeGraceMs!: number;

  @Setting({
    name: 'MAX_BODY_MIB',
    type: mebibytes(0.001, 1024),
    fallback: '20',
    about: 'The largest request body; a larger one gets 413.',
  })
  readonly maxBodyBytes!: number;

  @OptionalSetting({
    name: 'BODY_MEMORY_MIB',
    type: mebibytes(1, 1_048_576),
    about:
      "The bodies, whole answers and large frames that may be in memory together; what finds no room waits, then gets 503. By default a quarter of what the container's (or machine's) memory leaves beside 192 MiB, from 32 to 1024 MiB.",
  })
  readonly bodyMemoryBytes!: number;

  @Setting({
    name: 'KEY_RPS',
    type: decimal(0, 10_000_000),
    fallback: '500',
    about: 'Requests a second for each key; 0 switches the limit off.',
  })
  readonly keyRps!: number;

  @Setting({
    name: 'KEY_BURST',
    type: wholeNumber(0, 10_000_000),
    fallback: '1000',
    about: 'Requests that a key may make at once; 0 switches the limit off.',
  })
  readonly keyBurst!: number;

  @Setting({
    name: 'ADDRESS_RPS',
    type: decimal(0, 10_000_000),
    fallback: '5',
    about: 'Requests a second without a valid key from one address; 0 switches the limit off.',
  })
  readonly addressRps!: number;

  @Setting({
    name: 'ADDRESS_BURST',
    type: wholeNumber(0, 10_000_000),
    fallback: '20',
    about: 'Requests at once without a valid key from one address; 0 switches the limit off.',
  })
  readonly addressBurst!: number;

  @Setting({
    name: 'MODEL_RPS',
    type: decimal(0, 10_000_000),
    fallback: '0',
    about: 'Requests a second for each model, all keys together; 0 switches the limit off.',
  })
  readonly modelRps!: number;

  @Setting({
    name: 'MODEL_BURST',
    type: wholeNumber(0, 10_000_000),
    fallback: '0',
    about: 'Requests at once for each model, all keys together; 0 switches the limit off.',
  })
  readonly modelBurst!: number;

  @Setting({
    name: 'TRUSTED_PROXIES',
    type: networks,
    fallback: '',
    about:
      'The proxies whose X-Forwarded-For is believed: addresses, networks, `loopback` or `private`, comma-separated.',
  })
  readonly trustedProxies!: BlockList;

  @Setting({
    name: 'CORS_ORIGINS',
    type: origins,
    fallback: '',
    about:
      'The origins whose pages may call from a browser, or `*` for all; without any, browsers refuse it. Cookies are never allowed.',
  })
  readonly corsOrigins!: readonly string[];

  @Setting({
    name: 'MOCK_TOKEN_DELAY_MS',
    type: wholeNumber(0, 600_000),
    fallback: '200',
    about: 'Milliseconds between two words of the mock.',
  })
  readonly mockTokenDelayMs!: number;

  @Setting({
    name: 'DOCS_ENABLED',
    type: flag,
    fallback: 'true',
    about: 'Whether /docs and /openapi.json are served.',
  })
  readonly docsEnabled!: boolean;

  @Setting({ name: 'METRICS_ENABLED', type: flag, fallback: 'true', about: 'Whether /metrics is served.' })
  readonly metricsEnabled!: boolean;

  @OptionalSetting({
    name: 'ADMIN_KEY',
    type: secretOfAtLeast(16),
    about: 'The key of the admin API; without one there is no admin API.',
  })
  readonly adminKey!: Secret | undefined;

  @OptionalSetting({
    name: 'REDIS_URL',
    type: redisUrl,
    about:
      'The Valkey or Redis server in which all replicas count together; without one each counts for itself.',
  })
  readonly redisUrl!: Secret | undefined;

  @Setting({
    name: 'REDIS_TIMEOUT',
    type: seconds(0.001, 60),
    fallback: '0.04',
    about:
      'The longest that a call waits for the server of `REDIS_URL`; then the replica decides by its share of the limits.',
  })
  readonly redisTimeoutMs!: number;

  @Setting({
    name: 'DATA_DIR',
    type: text,
    fallback: 'data',
    about: 'The folder of the SQLite database and of the master key that is made on first use.',
  })
  readonly dataDir!: string;

  @OptionalSetting({
    name: 'DATABASE_URL',
    type: postgresUrl,
    about:
      'A PostgreSQL database (14 or later) for the registry; without one it is SQLite in the data folder.',
  })
  readonly databaseUrl!: Secret | undefined;

  @OptionalSetting({
    name: 'ENCRYPTION_KEY',
    type: encryptionKeys,
    about:
      'The master key that encrypts credentials; while it is changed two, the new one first. Production needs one.',
  })
  readonly encryptionKeys!: readonly Secret[] | undefined;

  @OptionalSetting({
    name: 'ENCRYPTION_KEY_FILE',
    type: text,
    about: 'A file with the master key in base64, one a line, instead of the variable.',
  })
  readonly encryptionKeyFile!: string | undefined;

  @OptionalSetting({
    name: 'PRIVATE_UPSTREAMS',
    type: upstreamAddresses,
    about:
      'Whether connections may lead to loopback and private addresses; allowed by default, but refused in production.',
  })
  readonly privateUpstreams!: UpstreamAddresses;

  @OptionalSetting({
    name: 'NAT64_PREFIXES',
    type: nat64Prefixes,
    about:
      "The network's NAT64: an IPv6 address under these prefixes is judged by the IPv4 address inside it. Without any, addresses under the well-known prefix are refused.",
  })
  readonly nat64!: Nat64 | undefined;

  @OptionalSetting({
    name: 'PROVIDERS_FILE',
    type: text,
    about: 'A YAML file with provider connections, fallbacks and retry rules (docs/provider-file.md).',
  })
  readonly providersFile!: string | undefined;

  @Setting({
    name: 'STRICT_PARAMS',
    type: flag,
    fallback: 'false',
    about:
      'Whether a parameter that the provider would refuse is a 400 naming it, instead of being left out by documented rule.',
  })
  readonly strictParams!: boolean;

  @OptionalSetting({
    name: 'ANTHROPIC_BETAS',
    type: betas,
    about:
      "The betas of Anthropic's that virtual keys may use (`anthropic-beta`), by name; all of them without this. Others are left out with the fields that belong to them.",
  })
  readonly anthropicBetas!: readonly string[] | undefined;

  @Setting({
    name: 'KEPT_ANSWERS_MIB',
    type: mebibytes(0, 65_536),
    fallback: '32',
    about:
      'Memory for what providers signed of answers that call tools, kept an hour for clients that do not send it back; 0 keeps nothing.',
  })
  readonly keptAnswersBytes!: number;

  @Setting({
    name: 'RESPONSES_STORE',
    type: oneOf('on', 'off', 'only_when_asked'),
    fallback: 'on',
    about:
      'Whether Responses answers are kept for `previous_response_id`: unless a caller says `store: false`, never, or only with `store: true`.',
  })
  readonly responsesStore!: ResponsesStoreMode;

  @Setting({
    name: 'RESPONSES_TTL',
    type: seconds(1, 365 * DAY_S),
    fallback: '2592000',
    about: 'How long a Responses answer is kept.',
  })
  readonly responsesTtlMs!: number;

  @Setting({
    name: 'RESPONSES_PLACE',
    type: oneOf('database', 'memory'),
    fallback: 'database',
    about:
      'Where Responses answers and conversations are kept: encrypted in the database of the registry, or in the memory of this process.',
  })
  readonly responsesPlace!: ResponsesPlace;

  @Setting({
    name: 'RESPONSES_DATABASE_MIB',
    type: mebibytes(1, 1_048_576),
    fallback: '1024',
    about: 'What answers and conversations may take of the database; the oldest go first.',
  })
  readonly responsesDatabaseBytes!: number;

  @Setting({
    name: 'RESPONSES_MEMORY_MIB',
    type: mebibytes(1, 65_536),
    fallback: '64',
    about: 'The same of the memory, with what waits for the database; one conversation is never longer.',
  })
  readonly responsesMemoryBytes!: number;

  @Setting({
    name: 'RESPONSES_BACKGROUND',
    type: wholeNumber(0, 10_000),
    fallback: '100',
    about: 'Answers with `background: true` that may be under way at once; 0 for none.',
  })
  readonly responsesBackground!: number;

  @Setting({
    name: 'RESPONSES_WEBSOCKET',
    type: flag,
    fallback: 'true',
    about:
      'Whether `/v1/responses` is served over a WebSocket too; else a client that asks for one gets 426.',
  })
  readonly responsesWebSocket!: boolean;

  @Setting({
    name: 'WEBSOCKET_PING_INTERVAL',
    type: seconds(0.05, 3600),
    fallback: '30',
    about: 'Between two pings on a WebSocket. One whose peer did not answer the last one is closed.',
  })
  readonly webSocketPingMs!: number;

  @Setting({
    name: 'WEBSOCKET_IDLE_TIMEOUT',
    type: seconds(0.05, DAY_S),
    fallback: '1800',
    about: 'A WebSocket is closed when no turn was asked for this long.',
  })
  readonly webSocketIdleMs!: number;

  @Setting({
    name: 'WEBSOCKET_LIFETIME',
    type: seconds(0.05, DAY_S),
    fallback: '3600',
    about: 'How long a WebSocket may be used; a turn that runs then goes on to its end.',
  })
  readonly webSocketLifetimeMs!: number;

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
    about: 'For how many days the hourly sums are kept.',
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
    about: "Headers with the id of the caller's own user, comma-separated; the body's fields go before them.",
  })
  readonly ledgerUserHeaders!: readonly string[];

  /** Whether NODE_ENV is `production`. */
  readonly production!: boolean;
}
