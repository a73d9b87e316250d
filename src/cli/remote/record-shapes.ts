import { FREE } from '../../config/price-set';
import { isObject } from '../../json/json-object';
import type {
  AssignmentRecord,
  AuditRecord,
  BudgetRecord,
  ConnectionRecord,
  ConnectionTest,
  GroupRecord,
  MadeVirtualKey,
  OwnerRules,
  PriceRecord,
  ProviderModelRecord,
  RouteRecord,
  VirtualKeyRecord,
} from '../../registry/registry-records';

import type { Captured, CaptureLine } from '../../captures/captured-calls';
import type { BudgetReport } from '../../ledger/budgets/budget-use';
import type { DeploymentReport } from '../../routing/health/deployment-report';
import type { ImportedChange } from '../../registry/transfer/imported-change';
import type { RegistryDocument } from '../../registry/transfer/registry-document';

type Test = (value: unknown) => boolean;

/** A test for each field that a record has; the compiler sees to it that none is forgotten. */
type Fields<T> = Readonly<Record<keyof T, Test>>;

/** Tells whether an answer from elsewhere is a record. */
export type Shape<T> = (value: unknown) => value is T;

const text: Test = (value) => typeof value === 'string';
const number: Test = (value) => typeof value === 'number';
const flag: Test = (value) => typeof value === 'boolean';
const object: Test = (value) => isObject(value);
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const oneOf =
  (...words: readonly string[]): Test =>
  (value) =>
    typeof value === 'string' && words.includes(value);

function shape<T>(fields: Fields<T>): Shape<T> {
  const tests: [string, Test][] = Object.entries(fields);
  return (value): value is T => isObject(value) && tests.every(([name, test]) => test(value[name]));
}

const STAMPED = { id: text, created_at: text, updated_at: text };

export const isConnectionTest = shape<ConnectionTest>({ at: text, ok: flag, message: text });

export const isCaptureLine = shape<CaptureLine>({
  call_id: text,
  captured_at: text,
  expires_at: text,
  key: text,
  key_id: text,
  group: text,
  door: text,
  model_asked: text,
  status: number,
  ended: text,
});

export const isCaptured = shape<Captured>({
  call_id: text,
  captured_at: orNull(text),
  expires_at: orNull(text),
  request: orNull(text),
  answer: orNull(text),
});

export const isConnection = shape<ConnectionRecord>({
  ...STAMPED,
  name: text,
  provider: text,
  endpoint: text,
  options: (value) => object(value) && (!isObject(value) || areOptions(value)),
  has_credential: flag,
  enabled: flag,
  source: oneOf('database', 'provider_file'),
  last_test: orNull(isConnectionTest),
});

function areOptions({ headers = {}, ...options }: Readonly<Record<string, unknown>>): boolean {
  return isObject(headers) && Object.values(headers).every(text) && Object.values(options).every(text);
}

const isPrices: Test = (value) =>
  isObject(value) && Object.values(value).every((price) => price === FREE || number(price));

export const isProviderModel = shape<ProviderModelRecord>({
  ...STAMPED,
  connection_id: text,
  connection_name: text,
  name: text,
  remote_name: text,
  deployment: orNull(text),
  context_length: orNull(number),
  max_output_tokens: orNull(number),
  capabilities: (value) => Array.isArray(value) && value.every(text),
  prices: orNull(isPrices),
  limits: orNull((value) => isObject(value) && Object.values(value).every(number)),
});

const texts: Test = (value) => Array.isArray(value) && value.every(text);

const RULES: Fields<OwnerRules> = {
  requests_per_second: orNull(number),
  requests_per_minute: orNull(number),
  requests_per_day: orNull(number),
  tokens_per_second: orNull(number),
  tokens_per_minute: orNull(number),
  tokens_per_day: orNull(number),
  max_concurrent: orNull(number),
  allowed_addresses: orNull(texts),
  allowed_doors: orNull(texts),
  capture: orNull(text),
  capture_days: orNull(number),
  capture_redact: orNull(texts),
};

const VIRTUAL_KEY: Fields<VirtualKeyRecord> = {
  ...STAMPED,
  ...RULES,
  name: text,
  prefix: text,
  enabled: flag,
  expires_at: orNull(text),
  group_id: orNull(text),
  previous_key_until: orNull(text),
  last_used_at: orNull(text),
};

export const isVirtualKey = shape<VirtualKeyRecord>(VIRTUAL_KEY);
export const isMadeVirtualKey = shape<MadeVirtualKey>({ ...VIRTUAL_KEY, key: text });

export const isAssignment = shape<AssignmentRecord>({
  ...STAMPED,
  virtual_key_id: orNull(text),
  virtual_key_name: orNull(text),
  group_id: orNull(text),
  group_path: orNull(text),
  model_id: text,
  model_name: text,
  alias: text,
  tps: orNull(number),
  burst: orNull(number),
  tokens_per_second: orNull(number),
  token_burst: orNull(number),
  priority: number,
  weight: number,
  answer_model: orNull(text),
});

const list: Test = (value) => Array.isArray(value) && value.every(object);

export const isDocument = shape<RegistryDocument>({
  format: (value) => value === 1,
  sealed: orNull(object),
  connections: list,
  models: list,
  virtual_keys: list,
  assignments: list,
  groups: list,
  budgets: list,
  prices: list,
  routes: list,
});

const isImportedChange = shape<ImportedChange>({
  action: oneOf('create', 'update'),
  entity: oneOf('connection', 'model', 'group', 'virtual_key', 'assignment', 'budget', 'price', 'route'),
  name: text,
  fields: (value) => Array.isArray(value) && value.every(text),
  remark: orNull(text),
});

export const isImport = shape<{ readonly changes: readonly ImportedChange[] }>({
  changes: (value) => Array.isArray(value) && value.every(isImportedChange),
});

export const isPrice = shape<PriceRecord>({
  id: text,
  target: text,
  valid_from: orNull(text),
  prices: isPrices,
  created_at: text,
});

export const isGroup = shape<GroupRecord>({
  ...STAMPED,
  ...RULES,
  parent_id: orNull(text),
  name: text,
  path: text,
  description: text,
  tags: (value) => Array.isArray(value) && value.every(text),
  enabled: flag,
});

const BUDGET: Fields<BudgetRecord> = {
  ...STAMPED,
  owner: oneOf('key', 'group'),
  owner_id: text,
  owner_name: text,
  unit: oneOf('usd', 'tokens', 'calls'),
  amount: number,
  period: text,
  rolling: flag,
  hard: flag,
  aliases: orNull((value) => Array.isArray(value) && value.every(text)),
  raise: orNull(object),
  on_exhausted: orNull(object),
  reset_at: orNull(text),
};

export const isBudget = shape<BudgetRecord>(BUDGET);

export const isBudgetReport = shape<BudgetReport>({
  ...BUDGET,
  used: orNull(number),
  reserved: orNull(number),
  remaining: orNull(number),
  renews_at: orNull(text),
});

export const isRoute = shape<RouteRecord>({
  ...STAMPED,
  name: text,
  order: orNull(text),
  affinity: orNull(oneOf('on', 'off')),
  on_refusal: orNull(oneOf('fallback', 'refuse')),
  rescue: orNull(texts),
  headers_timeout: orNull(number),
});

export const isAudit = shape<AuditRecord>({
  version: number,
  at: text,
  actor: text,
  action: oneOf('create', 'update', 'remove', 'rotate', 'test', 'read'),
  entity: oneOf(
    'connection',
    'model',
    'virtual_key',
    'assignment',
    'vault',
    'price',
    'group',
    'budget',
    'route',
    'call',
  ),
  entity_id: text,
  entity_name: text,
  before: orNull(object),
  after: orNull(object),
});

const isDeploymentError = shape<NonNullable<DeploymentReport['last_error']>>({ kind: text, at: text });

export const isDeployment = shape<DeploymentReport>({
  id: text,
  connection: text,
  provider: text,
  model: text,
  state: oneOf('closed', 'half_open', 'open', 'draining'),
  keys_kept_away: number,
  since: orNull(text),
  retry_in_ms: orNull(number),
  last_error: orNull(isDeploymentError),
  first_token_p50_ms: orNull(number),
  first_token_p95_ms: orNull(number),
  in_flight: number,
  attempts: number,
  success_rate: orNull(number),
});
