import type {
  DocumentAssignment,
  DocumentBudget,
  DocumentConnection,
  DocumentGroup,
  DocumentKey,
  DocumentModel,
  DocumentPrice,
  DocumentRoute,
} from './registry-document';

/** What a field of a document holds; with `?` it may be null. */
export type Field =
  'text' | 'text?' | 'flag' | 'number' | 'number?' | 'object' | 'object?' | 'texts' | 'texts?';

export const CONNECTION_FIELDS: Readonly<Record<keyof DocumentConnection, Field>> = {
  name: 'text',
  provider: 'text',
  endpoint: 'text',
  options: 'object',
  enabled: 'flag',
  has_credential: 'flag',
  credential: 'text?',
};
export const MODEL_FIELDS: Readonly<Record<keyof DocumentModel, Field>> = {
  connection: 'text',
  name: 'text',
  remote_name: 'text',
  deployment: 'text?',
  context_length: 'number?',
  max_output_tokens: 'number?',
  capabilities: 'texts',
  prices: 'object?',
  limits: 'object?',
};
export const KEY_FIELDS: Readonly<Record<keyof DocumentKey, Field>> = {
  name: 'text',
  digest: 'text',
  prefix: 'text',
  previous_digest: 'text?',
  previous_until: 'text?',
  enabled: 'flag',
  expires_at: 'text?',
  group: 'text?',
  rules: 'object',
};
export const GROUP_FIELDS: Readonly<Record<keyof DocumentGroup, Field>> = {
  path: 'text',
  description: 'text',
  tags: 'texts',
  enabled: 'flag',
  rules: 'object',
};
export const PRICE_FIELDS: Readonly<Record<keyof DocumentPrice, Field>> = {
  target: 'text',
  valid_from: 'text?',
  prices: 'object',
};
export const BUDGET_FIELDS: Readonly<Record<keyof DocumentBudget, Field>> = {
  virtual_key: 'text?',
  group: 'text?',
  unit: 'text',
  amount: 'number',
  period: 'text',
  rolling: 'flag',
  hard: 'flag',
  aliases: 'texts?',
  on_exhausted: 'object?',
  raise: 'object?',
  reset_at: 'text?',
};
export const ASSIGNMENT_FIELDS: Readonly<Record<keyof DocumentAssignment, Field>> = {
  virtual_key: 'text?',
  group: 'text?',
  model: 'text',
  alias: 'text',
  tps: 'number?',
  burst: 'number?',
  tokens_per_second: 'number?',
  token_burst: 'number?',
  priority: 'number',
  weight: 'number',
  answer_model: 'text?',
};
export const ROUTE_FIELDS: Readonly<Record<keyof DocumentRoute, Field>> = {
  name: 'text',
  order: 'text?',
  affinity: 'text?',
  on_refusal: 'text?',
  rescue: 'texts?',
  headers_timeout: 'number?',
};

/** Fields that stay as they are where a document does not say them. */
const MAY_BE_ABSENT: Readonly<Record<string, readonly string[]>> = {
  connections: ['credential'],
  virtual_keys: ['group', 'rules'],
  budgets: ['raise', 'reset_at'],
};

/** @param path of the record in the document: `budgets[2]` */
export function mayBeAbsent(path: string, name: string): boolean {
  return MAY_BE_ABSENT[path.split('[', 1)[0] ?? '']?.includes(name) ?? false;
}

/** What a field has where a document, written by hand, does not say it. */
export const DEFAULTS: Readonly<Record<string, unknown>> = {
  options: {},
  enabled: true,
  has_credential: false,
  capabilities: [],
  priority: 1,
  weight: 1,
  rules: {},
  description: '',
  tags: [],
  unit: 'usd',
  period: 'month',
  rolling: false,
  hard: true,
};
