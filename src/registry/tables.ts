/**
 * The registry's tables as Kysely sees them, the same on both engines: times are RFC 3339 texts in UTC, flags are 0 or 1, objects
 * are JSON texts.
 */
export interface ConnectionsTable {
  id: string;
  name: string;
  provider: string;
  endpoint: string;
  /** JSON object. */
  options: string;
  /** In the vault's format; null where the connection has none. */
  credential: string | null;
  enabled: number;
  /** JSON of the last test; null before the first. */
  last_test: string | null;
  /** The registry's version at the last change that makes an open adapter out of date. */
  revision: number;
  created_at: string;
  updated_at: string;
}

export interface ProviderModelsTable {
  id: string;
  connection_id: string;
  name: string;
  remote_name: string;
  deployment: string | null;
  context_length: number | null;
  max_output_tokens: number | null;
  /** JSON array. */
  capabilities: string;
  /** JSON object. */
  prices: string | null;
  /** JSON object; null for none. */
  limits: string | null;
  created_at: string;
  updated_at: string;
}

export interface VirtualKeysTable {
  id: string;
  name: string;
  /** SHA-256 of the key, base64. */
  digest: string;
  prefix: string;
  /** The digest before the last rotation, accepted until `previous_until`. */
  previous_digest: string | null;
  previous_until: string | null;
  enabled: number;
  expires_at: string | null;
  /** null for the root. */
  group_id: string | null;
  /** JSON object of `OwnerRules`; null for none. */
  rules: string | null;
  last_used_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface AssignmentsTable {
  id: string;
  virtual_key_id: string;
  model_id: string;
  alias: string;
  tps: number | null;
  burst: number | null;
  tokens_per_second: number | null;
  token_burst: number | null;
  priority: number;
  weight: number;
  /** What the answer's `model` says: `asked`, `provider` or a name; null for what goes with the alias. */
  answer_model: string | null;
  created_at: string;
  updated_at: string;
}

/** What is assigned to a group: to all keys in it and below it. */
export interface GroupAssignmentsTable extends Omit<AssignmentsTable, 'virtual_key_id'> {
  group_id: string;
}

/** One row. Anyone who changes the registry takes it first, so that changes are committed in the order of their versions. */
export interface RegistryStateTable {
  id: number;
  version: number;
  /** Id of the master key under which credentials are encrypted; null before the first start. */
  key_id: string | null;
  /** A known text encrypted under that key. */
  key_check: string | null;
}

/** Append-only, and at once the log from which other processes learn what changed. */
export interface AuditTable {
  version: number;
  /** Counts the changes of one version from 1. */
  item: number;
  at: string;
  actor: string;
  action: string;
  entity: string;
  entity_id: string;
  entity_name: string;
  /** Of a model its connection, of an assignment its virtual key: what is read again after the change. */
  owner_id: string | null;
  /** JSON objects. */
  before: string | null;
  after: string | null;
}

/** An own price. It is added and removed, never changed. */
export interface PricesTable {
  id: string;
  /** `connection/model` or `provider/model`, in which `*` is any text. */
  target: string;
  /** null for always. */
  valid_from: string | null;
  /** JSON object. */
  prices: string;
  created_at: string;
}

export interface GroupsTable {
  id: string;
  parent_id: string | null;
  name: string;
  /** The names from the first level down, with slashes. */
  path: string;
  description: string;
  /** JSON array. */
  tags: string;
  enabled: number;
  /** JSON object of `OwnerRules`; null for none. */
  rules: string | null;
  /** JSON array of `FormerPath`; null where it was never moved. */
  former_paths: string | null;
  created_at: string;
  updated_at: string;
}

export interface BudgetsTable {
  id: string;
  /** `key` or `group`. */
  owner_kind: string;
  owner_id: string;
  unit: string;
  amount: number;
  period: string;
  rolling: number;
  hard: number;
  /** JSON array; null for all. */
  aliases: string | null;
  /** JSON object; null for none. */
  raise: string | null;
  /** JSON object; null for a refusal. */
  on_exhausted: string | null;
  /** What was spent before counts no more. */
  reset_at: string | null;
  created_at: string;
  updated_at: string;
}

/** What is said of a name that deployments are behind. */
export interface RoutesTable {
  id: string;
  /** A name, or a pattern in which `*` is any text. */
  name: string;
  /** JSON object. */
  settings: string;
  created_at: string;
  updated_at: string;
}

/** Keys that other stored things encrypt under. */
export interface DataKeysTable {
  name: string;
  /** In the vault's format. */
  sealed: string;
}

/** The registry's tables by their names. */
export interface Tables {
  connections: ConnectionsTable;
  provider_models: ProviderModelsTable;
  virtual_keys: VirtualKeysTable;
  assignments: AssignmentsTable;
  group_assignments: GroupAssignmentsTable;
  prices: PricesTable;
  key_groups: GroupsTable;
  budgets: BudgetsTable;
  routes: RoutesTable;
  registry_state: RegistryStateTable;
  audit: AuditTable;
  data_keys: DataKeysTable;
}
