import type { ConnectionOptions } from '../config/connection-options';
import type { GivenPrices } from '../config/price-set';
import type {
  AssignmentRecord,
  AuditRecord,
  BudgetPeriod,
  BudgetRaise,
  BudgetRecord,
  BudgetUnit,
  OnExhausted,
  ConnectionRecord,
  ConnectionTest,
  GroupRecord,
  MadeVirtualKey,
  OwnerRules,
  PriceRecord,
  ProviderModelRecord,
  ModelLimits,
  RouteRecord,
  RouteRules,
  VirtualKeyRecord,
} from './registry-records';
import type { ImportedChange, ImportOptions } from './transfer/imported-change';
import type { RegistryDocument } from './transfer/registry-document';

/** Which part of a list is wanted. */
export interface PageRequest {
  /** Entries at most, 1 to 1000; 100 by default. */
  readonly limit?: number;
  /** `next_cursor` of the page before. */
  readonly cursor?: string;
}

/** A part of a list. */
export interface Page<T> {
  readonly data: readonly T[];
  /** Null on the last page. */
  readonly next_cursor: string | null;
}

/** What a new connection is made from. */
export interface NewConnection {
  readonly name: string;
  readonly provider: string;
  /** The provider catalogue's own address where it is not given. */
  readonly endpoint?: string;
  readonly credential?: string;
  readonly options?: ConnectionOptions;
  readonly enabled?: boolean;
}
/** What can be changed of a connection; what is not given stays. */
export type ConnectionPatch = Partial<Omit<NewConnection, 'provider'>>;

/** What a new model is made from. */
export interface NewProviderModel {
  /** Id or name of the connection. */
  readonly connection: string;
  readonly name: string;
  /** The name where it is not given. */
  readonly remote_name?: string;
  readonly deployment?: string | null;
  readonly context_length?: number | null;
  readonly max_output_tokens?: number | null;
  readonly capabilities?: readonly string[];
  readonly prices?: GivenPrices | null;
  readonly limits?: ModelLimits | null;
}
export type ProviderModelPatch = Partial<Omit<NewProviderModel, 'connection'>>;

/** What a new virtual key is made from. */
export interface NewVirtualKey extends Partial<OwnerRules> {
  readonly name: string;
  /** A key of the owner's choice, at least 12 characters; one is made where it is not given. */
  readonly key?: string;
  readonly expires_at?: string | null;
  /** Id or path; null for the root. */
  readonly group?: string | null;
  readonly enabled?: boolean;
}
export type VirtualKeyPatch = Partial<Omit<NewVirtualKey, 'key'>>;

/** What a new assignment is made from. */
export interface NewAssignment {
  /** Id or name; or: */
  readonly virtual_key?: string;
  /** Id or path of a group. */
  readonly group?: string;
  /** Id, or `connection/model`, or a model's name where only one connection has it. */
  readonly model: string;
  readonly alias: string;
  readonly tps?: number | null;
  readonly burst?: number | null;
  readonly tokens_per_second?: number | null;
  readonly token_burst?: number | null;
  readonly priority?: number;
  readonly weight?: number;
  readonly answer_model?: string | null;
}
export type AssignmentPatch = Partial<Omit<NewAssignment, 'virtual_key' | 'group' | 'model'>>;

/**
 * One kind of record. A `ref` is an id or a name.
 * Every method rejects with GatewayError: NOT_FOUND for a ref that is nobody's, INVALID_REQUEST with `param` for a value
 * that is not allowed, CONFLICT for a name that is taken or a thing that is in use (naming by what).
 */
export interface Collection<Stored, New, Patch, Made = Stored> {
  list(page?: PageRequest): Promise<Page<Stored>>;
  get(ref: string): Promise<Stored>;
  create(input: New): Promise<Made>;
  update(ref: string, patch: Patch): Promise<Stored>;
  /** `force` removes what uses it as well. */
  remove(ref: string, options?: { readonly force?: boolean }): Promise<void>;
}

export interface Connections extends Collection<ConnectionRecord, NewConnection, ConnectionPatch> {
  /**
   * With `test` it is tested first: its record says how that went, and one whose credential the provider refuses is not
   * stored (INVALID_REQUEST with `param: credential`).
   */
  create(input: NewConnection, options?: { readonly test?: boolean }): Promise<ConnectionRecord>;
  /** Makes one cheap authenticated call and keeps the outcome. */
  test(ref: string): Promise<ConnectionTest>;
  /** Adds the models that the provider lists and that are not there yet; answers with those it added. */
  discover(ref: string): Promise<readonly ProviderModelRecord[]>;
}

export type ProviderModels = Collection<ProviderModelRecord, NewProviderModel, ProviderModelPatch>;

export interface VirtualKeys extends Collection<
  VirtualKeyRecord,
  NewVirtualKey,
  VirtualKeyPatch,
  MadeVirtualKey
> {
  /** Makes a new key; the one before stays valid for the grace. */
  rotate(
    ref: string,
    options?: { readonly grace_seconds?: number; readonly key?: string },
  ): Promise<MadeVirtualKey>;
}

/** Whose assignments are meant. */
export type AssignmentOwner = Pick<NewAssignment, 'virtual_key' | 'group'>;

export interface Assignments extends Collection<AssignmentRecord, NewAssignment, AssignmentPatch> {
  /** With `virtual_key` (id or name) only that key's, with `group` (id or path) only that group's. */
  list(page?: PageRequest & AssignmentOwner): Promise<Page<AssignmentRecord>>;
}

/** What a new price is made from. */
export interface NewPrice {
  /** `connection/model` or `provider/model`, in which `*` is any text. */
  readonly target: string;
  /** From when on; always where it is not given. */
  readonly valid_from?: string | null;
  readonly prices: GivenPrices;
}

export type Prices = Pick<Collection<PriceRecord, NewPrice, never>, 'list' | 'create' | 'remove'>;

/** What a new group is made from. */
export interface NewGroup extends Partial<OwnerRules> {
  readonly name: string;
  /** Id or path of the group that it is below; the root where it is not given. */
  readonly parent?: string | null;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly enabled?: boolean;
}
export type GroupPatch = Partial<NewGroup>;
export type Groups = Collection<GroupRecord, NewGroup, GroupPatch>;

/** What a new route is made from. */
export interface NewRoute extends Partial<RouteRules> {
  /** An alias, a model's name, or a pattern in which `*` is any text. */
  readonly name: string;
}
export type RoutePatch = Partial<RouteRules>;
export type Routes = Collection<RouteRecord, NewRoute, RoutePatch>;

/** What a new budget is made from. */
export interface NewBudget {
  /** Id or name of the key; or: */
  readonly key?: string;
  /** Id or path of the group. */
  readonly group?: string;
  readonly unit?: BudgetUnit;
  readonly amount: number;
  readonly period?: BudgetPeriod;
  readonly rolling?: boolean;
  readonly hard?: boolean;
  readonly aliases?: readonly string[] | null;
  readonly raise?: BudgetRaise | null;
  readonly on_exhausted?: OnExhausted | null;
}
export type BudgetPatch = Partial<Pick<NewBudget, 'amount' | 'hard' | 'aliases' | 'raise' | 'on_exhausted'>>;

export interface Budgets extends Collection<BudgetRecord, NewBudget, BudgetPatch> {
  /** What was spent before counts no more. */
  reset(id: string): Promise<BudgetRecord>;
}

/** Which changes of the registry are wanted; what is not given does not matter. */
export interface AuditFilter {
  /** Who: `admin-api`, `cli:<user>`, `gateway`. */
  readonly actor?: string;
  readonly action?: string;
  readonly entity?: string;
  /** Id or name of what was changed. */
  readonly of?: string;
  /** From this time on (RFC 3339). */
  readonly since?: string;
  /** Before this time (RFC 3339). */
  readonly until?: string;
}

/**
 * Everything that can be done to the registry. The admin API and the commands call this, the latter either on the
 * database or, by HTTP, on a running service. The actor is bound to it and is named in the audit table.
 */
export interface RegistryAdmin {
  readonly connections: Connections;
  readonly models: ProviderModels;
  readonly virtualKeys: VirtualKeys;
  readonly assignments: Assignments;
  readonly prices: Prices;
  readonly groups: Groups;
  readonly budgets: Budgets;
  readonly routes: Routes;
  /** Everything that is stored, by names, without secrets or with credentials that a passphrase seals. */
  export(options?: { readonly passphrase?: string }): Promise<RegistryDocument>;
  /**
   * Brings the registry to what a document says, in one transaction; what the document does not name stays.
   * @returns what was changed, or with `dryRun` what would be
   */
  import(document: unknown, options?: ImportOptions): Promise<readonly ImportedChange[]>;
  /** The newest change first. */
  audit(page?: PageRequest & AuditFilter): Promise<Page<AuditRecord>>;
}
