import type { Page } from '../registry/registry-admin';
import type {
  AssignmentRecord,
  AuditRecord,
  BudgetRecord,
  ConnectionRecord,
  ConnectionTest,
  GroupRecord,
  MadeVirtualKey,
  PriceRecord,
  ProviderModelRecord,
  RouteRecord,
  VirtualKeyRecord,
} from '../registry/registry-records';
import { NO_RULES } from '../registry/rules/owner-rules.record';
import type { BudgetReport } from '../ledger/budgets/budget-use';
import type { DeploymentReport } from '../routing/health/deployment-report';
import type { RegistryDocument } from '../registry/transfer/registry-document';

/**
 * One story, which the examples of the document tell from top to bottom: a connection to the mock, a model at it, a key,
 * and an assignment of the one to the other. It needs no account and no network, and its end removes all that it made.
 */
export const CONNECTION = 'Playground';
const MODEL = 'echo';
export const MODEL_REF = `${CONNECTION}/${MODEL}`;
export const VIRTUAL_KEY = 'Frontend-App';
const ALIAS = 'gpt-4';
export const ASSIGNMENT_REF = `${VIRTUAL_KEY}/${ALIAS}`;

const TIMES = { created_at: '2026-11-29T10:11:08.259Z', updated_at: '2026-11-29T10:11:08.259Z' };

export const CONNECTION_TEST: ConnectionTest = {
  at: '2026-11-29T10:12:31.381Z',
  ok: true,
  message: 'The provider answers and lists 16 models.',
};

export const CONNECTION_RECORD: ConnectionRecord = {
  id: 'conn_0mx1oiiqrbc798030df1f9b26',
  name: CONNECTION,
  provider: 'mock',
  endpoint: 'https://mock.invalid',
  options: {},
  has_credential: false,
  enabled: true,
  source: 'database',
  last_test: CONNECTION_TEST,
  ...TIMES,
};

export const MODEL_RECORD: ProviderModelRecord = {
  id: 'model_0mx1oiivz14351940c674bc56',
  connection_id: CONNECTION_RECORD.id,
  connection_name: CONNECTION,
  name: MODEL,
  remote_name: 'mock-echo',
  deployment: null,
  context_length: 128_000,
  max_output_tokens: null,
  capabilities: ['tools'],
  prices: { input: 2.5, output: 10, cached_input: 1.25 },
  limits: { rpm: 500 },
  ...TIMES,
};

export const DEPLOYMENT_REPORT: DeploymentReport = {
  id: MODEL_REF,
  connection: CONNECTION,
  provider: 'mock',
  model: MODEL,
  state: 'closed',
  keys_kept_away: 0,
  since: '2026-11-29T10:11:08.259Z',
  retry_in_ms: null,
  last_error: null,
  first_token_p50_ms: 210,
  first_token_p95_ms: 480,
  in_flight: 3,
  attempts: 120,
  success_rate: 0.992,
};

export const VIRTUAL_KEY_RECORD: VirtualKeyRecord = {
  id: 'vkey_0mx1oiiw2c0b7d51f0e9a4b63',
  name: VIRTUAL_KEY,
  prefix: 'vk-3fJq1',
  enabled: true,
  expires_at: null,
  group_id: null,
  ...NO_RULES,
  previous_key_until: null,
  last_used_at: null,
  ...TIMES,
};

export const MADE_VIRTUAL_KEY: MadeVirtualKey = { ...VIRTUAL_KEY_RECORD, key: 'vk-3fJq1…' };

export const ASSIGNMENT_RECORD: AssignmentRecord = {
  id: 'asg_0mx1oiiw9d1f20c64b7e8a3f5',
  virtual_key_id: VIRTUAL_KEY_RECORD.id,
  virtual_key_name: VIRTUAL_KEY,
  group_id: null,
  group_path: null,
  model_id: MODEL_RECORD.id,
  model_name: MODEL_REF,
  alias: ALIAS,
  tps: 50,
  burst: 50,
  tokens_per_second: null,
  token_burst: null,
  priority: 1,
  weight: 1,
  answer_model: null,
  ...TIMES,
};

export const PRICE_RECORD: PriceRecord = {
  id: 'price_0mx1oij0k7c31e92a5d08b4f6',
  target: MODEL_REF,
  valid_from: '2026-11-01T00:00:00.000Z',
  prices: { input: 2.5, output: 10, cached_input: 1.25 },
  created_at: TIMES.created_at,
};

export const GROUP = 'acme';
export const GROUP_RECORD: GroupRecord = {
  id: 'group_0mx1oij2a4f8c6e10b7d95a32',
  parent_id: null,
  name: GROUP,
  path: GROUP,
  description: 'Everything of ACME.',
  tags: ['eu'],
  enabled: true,
  ...NO_RULES,
  requests_per_minute: 600,
  allowed_addresses: ['10.0.0.0/8', '127.0.0.0/8'],
  ...TIMES,
};

export const ROUTE = ALIAS;
export const ROUTE_RECORD: RouteRecord = {
  id: 'route_0mx1oij5d2c0e83f69b14a75d',
  name: ROUTE,
  order: 'latency',
  affinity: null,
  on_refusal: 'fallback',
  rescue: ['prefill', 'restart'],
  headers_timeout: 20,
  ...TIMES,
};

export const BUDGET_REF = GROUP;
export const BUDGET_RECORD: BudgetRecord = {
  id: 'budget_0mx1oij4c1b9d72e58a03f64c',
  owner: 'group',
  owner_id: GROUP_RECORD.id,
  owner_name: GROUP,
  unit: 'usd',
  amount: 50,
  period: 'month',
  rolling: false,
  hard: true,
  aliases: null,
  raise: null,
  on_exhausted: null,
  reset_at: null,
  ...TIMES,
};

export const BUDGET_REPORT: BudgetReport = {
  ...BUDGET_RECORD,
  used: 18.5,
  reserved: 0.25,
  remaining: 31.25,
  renews_at: '2026-12-01T00:00:00.000Z',
};

export const AUDIT_RECORD: AuditRecord = {
  version: 4,
  at: TIMES.created_at,
  actor: 'admin-api',
  action: 'create',
  entity: 'assignment',
  entity_id: ASSIGNMENT_RECORD.id,
  entity_name: ALIAS,
  before: null,
  after: { alias: ALIAS, model: MODEL_REF, tps: 50 },
};

/** What an empty registry exports. */
export const REGISTRY_DOCUMENT = {
  format: 1,
  sealed: null,
  connections: [],
  models: [],
  virtual_keys: [],
  assignments: [],
  groups: [],
  budgets: [],
  prices: [],
  routes: [],
} as const satisfies RegistryDocument;

/** A list that is one page long. */
export function pageWith<T>(...data: readonly T[]): Page<T> {
  return { data, next_cursor: null };
}

/** What the bodies of the story are. */
export const BODIES = {
  newConnection: {
    mock: { summary: 'The mock', value: { name: CONNECTION, provider: 'mock' } },
    OpenAI: {
      summary: 'OpenAI',
      value: {
        name: 'OpenAI-Main',
        provider: 'openai',
        endpoint: 'https://api.openai.com',
        credential: 'sk-replace-with-your-key',
      },
    },
  },
  connectionPatch: { enabled: { value: { enabled: true } } },
  newModel: {
    mock: {
      summary: 'A model of the mock',
      value: { connection: CONNECTION, name: MODEL, remote_name: 'mock-echo', context_length: 128_000 },
    },
  },
  modelPatch: { prices: { value: { prices: { input: 2.5, output: 10, cached_input: 1.25 } } } },
  newPrice: {
    corrected: {
      summary: 'A price from 1 November on',
      value: { target: MODEL_REF, valid_from: '2026-11-01T00:00:00Z', prices: { input: 2.5, output: 10 } },
    },
  },
  newBudget: { 'fifty dollars a month': { value: { group: GROUP, amount: 50, period: 'month' } } },
  budgetPatch: { more: { value: { amount: 80 } } },
  newRoute: {
    latency: { value: { name: ROUTE, order: 'latency', on_refusal: 'fallback', headers_timeout: 20 } },
  },
  routePatch: { rescue: { value: { rescue: ['prefill', 'restart'] } } },
  newGroup: { acme: { value: { name: GROUP, description: 'Everything of ACME.', tags: ['eu'] } } },
  groupPatch: { enabled: { value: { enabled: true } } },
  newVirtualKey: { Frontend: { value: { name: VIRTUAL_KEY, expires_at: null } } },
  virtualKeyPatch: { enabled: { value: { enabled: true } } },
  rotation: { day: { value: { grace_seconds: 86_400 } } },
  newAssignment: {
    'fifty a second': { value: { virtual_key: VIRTUAL_KEY, model: MODEL_REF, alias: ALIAS, tps: 50 } },
  },
  registryExport: { 'without secrets': { value: {} } },
  registryImport: { empty: { summary: 'Changes nothing', value: { document: REGISTRY_DOCUMENT } } },
  assignmentPatch: { faster: { value: { tps: 100, burst: 200 } } },
} as const;
