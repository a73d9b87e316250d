import type { GivenPrices } from '../config/price-set';
import type { ConnectionOptions } from '../config/connection-options';
import type { OrderName } from '../config/provider-file/route-settings';
import type { RescueModeName } from '../config/rescue-settings';

/**
 * The registry's records as they are stored, shown by the admin API and printed by the command line: one name for a
 * field everywhere, so they are in snake_case throughout. Times are RFC 3339 texts in UTC. Secrets are in none of them.
 */

/** How a connection fared when it was last tested, or when its provider last refused its credential. */
export interface ConnectionTest {
  readonly at: string;
  readonly ok: boolean;
  /** In words of ours: no host, key or provider text. */
  readonly message: string;
}

/** A provider's address and credential. */
export interface ConnectionRecord {
  readonly id: string;
  /** Unique. */
  readonly name: string;
  /** A name of the provider catalogue (`openai`, `anthropic`, `azure`, `groq`, …). */
  readonly provider: string;
  readonly endpoint: string;
  readonly options: ConnectionOptions;
  readonly has_credential: boolean;
  readonly enabled: boolean;
  /** Connections of the provider file are read-only here. */
  readonly source: 'database' | 'provider_file';
  readonly last_test: ConnectionTest | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What a deployment may be asked in a minute, and at once. */
export interface ModelLimits {
  /** Requests a minute. */
  readonly rpm?: number;
  /** Tokens a minute. */
  readonly tpm?: number;
  readonly concurrent?: number;
}

/** A model that a connection offers. */
export interface ProviderModelRecord {
  readonly id: string;
  readonly connection_id: string;
  readonly connection_name: string;
  /** Unique within the connection: what `provider/model` and assignments call it. */
  readonly name: string;
  /** The provider's own name for it. */
  readonly remote_name: string;
  /** Azure: the deployment in the URL. */
  readonly deployment: string | null;
  /** Tokens. */
  readonly context_length: number | null;
  /** Tokens. */
  readonly max_output_tokens: number | null;
  /** Words such as `tools`, `vision`, `reasoning`, `embeddings`. */
  readonly capabilities: readonly string[];
  readonly prices: GivenPrices | null;
  readonly limits: ModelLimits | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A key that a caller uses; the key itself is not stored. */
export interface VirtualKeyRecord extends OwnerRules {
  readonly id: string;
  /** Unique. */
  readonly name: string;
  /** The first characters of the key, to recognise it by. */
  readonly prefix: string;
  readonly enabled: boolean;
  readonly expires_at: string | null;
  /** The id of its group; null for the root. */
  readonly group_id: string | null;
  /** Until when the key before the last rotation is still accepted. */
  readonly previous_key_until: string | null;
  readonly last_used_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Of which calls the content is kept: of none, of those that failed, of all. */
export type CaptureMode = 'none' | 'errors' | 'all';

/**
 * What a call by a key, or by any key of a group and of those below it, has to stay within; null for no limit. A limit is a bucket that
 * holds so many and fills evenly.
 */
export interface OwnerRules {
  readonly requests_per_second: number | null;
  readonly requests_per_minute: number | null;
  readonly requests_per_day: number | null;
  readonly tokens_per_second: number | null;
  readonly tokens_per_minute: number | null;
  readonly tokens_per_day: number | null;
  /** Calls that run at the same time. */
  readonly max_concurrent: number | null;
  /** Addresses and networks (`10.0.0.0/8`) from which calls may come. */
  readonly allowed_addresses: readonly string[] | null;
  /** Doors by which calls may come (`chat`, `messages`, …). */
  readonly allowed_doors: readonly string[] | null;
  /** Of which calls the content is kept: the nearest that is set counts, and null leaves it to the groups above. */
  readonly capture: CaptureMode | null;
  /** For how many days. */
  readonly capture_days: number | null;
  /** What is taken out of it before: `email`, `card`, `phone`, `iban`, `ip`, or a text in which `*` is any run of characters. */
  readonly capture_redact: readonly string[] | null;
}

/** A virtual key together with the key itself: shown once, when it is made or rotated. */
export interface MadeVirtualKey extends VirtualKeyRecord {
  readonly key: string;
}

/** What a virtual key, or every key of a group and of those below it, may use, under which alias, and how fast. Several with one alias are its fallback order. */
export interface AssignmentRecord {
  readonly id: string;
  /** null for what is assigned to a group. */
  readonly virtual_key_id: string | null;
  readonly virtual_key_name: string | null;
  /** null for what is assigned to a key. */
  readonly group_id: string | null;
  readonly group_path: string | null;
  readonly model_id: string;
  /** `connection/model`. */
  readonly model_name: string;
  readonly alias: string;
  /** Requests per second; null for no limit. */
  readonly tps: number | null;
  readonly burst: number | null;
  readonly tokens_per_second: number | null;
  readonly token_burst: number | null;
  /** 1 is tried first. */
  readonly priority: number;
  /** The share of calls among those of the same priority. */
  readonly weight: number;
  /**
   * What the answer's `model` says: `asked` (the name that was asked for), `provider` (the provider's own) or this name. null:
   * `asked` for a pattern, `provider` for any other alias.
   */
  readonly answer_model: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** An own price. */
export interface PriceRecord {
  readonly id: string;
  /** `connection/model` or `provider/model`, in which `*` is any text. */
  readonly target: string;
  /** null for always. */
  readonly valid_from: string | null;
  readonly prices: GivenPrices;
  readonly created_at: string;
}

/** A group of keys. */
export interface GroupRecord extends OwnerRules {
  readonly id: string;
  readonly parent_id: string | null;
  /** Unique among its siblings. */
  readonly name: string;
  /** `acme/search/prod`. */
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** How the deployments behind a name are chosen, and what becomes of their failures; null for what goes by default. */
export interface RouteRules {
  readonly order: OrderName | null;
  readonly affinity: 'on' | 'off' | null;
  readonly on_refusal: 'fallback' | 'refuse' | null;
  /** In order; an empty list for none. */
  readonly rescue: readonly RescueModeName[] | null;
  /** Seconds. */
  readonly headers_timeout: number | null;
}

/** What is said of a name: an alias, a model's name, or a pattern of these in which `*` is any text. */
export interface RouteRecord extends RouteRules {
  readonly id: string;
  /** Unique. */
  readonly name: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What a budget is counted in. */
export type BudgetUnit = 'usd' | 'tokens' | 'calls';
/** For how long a budget is. */
export type BudgetPeriod = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'ever';

/** A larger amount for a time. */
export interface BudgetRaise {
  readonly amount: number;
  readonly until: string;
}

/** What becomes of calls when a hard budget is used up, in place of a refusal. */
export interface OnExhausted {
  /** The alias that is called instead. */
  readonly downgrade: string;
}

/** How much a key, or a group with all below it, may use. */
export interface BudgetRecord {
  readonly id: string;
  readonly owner: 'key' | 'group';
  readonly owner_id: string;
  /** The key's name or the group's path. */
  readonly owner_name: string;
  readonly unit: BudgetUnit;
  readonly amount: number;
  readonly period: BudgetPeriod;
  /** Whether the period ends now, instead of being one of the calendar. */
  readonly rolling: boolean;
  /** Whether calls are refused when it is used up. */
  readonly hard: boolean;
  /** The aliases that it is for; null for all. */
  readonly aliases: readonly string[] | null;
  readonly raise: BudgetRaise | null;
  /** Null for a refusal. */
  readonly on_exhausted: OnExhausted | null;
  /** What was spent before counts no more. */
  readonly reset_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** One change of the registry. */
export interface AuditRecord {
  /** Grows with every change. */
  readonly version: number;
  readonly at: string;
  /** Who: `admin-api`, `cli:<user>`, `gateway`. */
  readonly actor: string;
  readonly action: 'create' | 'update' | 'remove' | 'rotate' | 'test' | 'read';
  readonly entity:
    | 'connection'
    | 'model'
    | 'virtual_key'
    | 'assignment'
    | 'vault'
    | 'price'
    | 'group'
    | 'budget'
    | 'route'
    | 'call';
  readonly entity_id: string;
  readonly entity_name: string;
  /** The fields that changed, without secrets (a changed credential shows as `[REDACTED]`). */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}
