import type { ConnectionOptions } from '../../config/connection-options';
import type { GivenPrices } from '../../config/price-set';
import type { BudgetRaise, ModelLimits, OnExhausted, OwnerRules, RouteRules } from '../registry-records';

/** The format of the document; another number is another format. */
export const DOCUMENT_FORMAT = 1;

/** How the credentials of a document are sealed: with a passphrase, from which scrypt makes the key (RFC 7914). */
export interface DocumentSeal {
  readonly with: 'passphrase';
  /** 16 random bytes, base64url. */
  readonly salt: string;
}

export interface DocumentConnection {
  readonly name: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly options: ConnectionOptions;
  readonly enabled: boolean;
  readonly has_credential: boolean;
  /** Sealed as the document says; absent where it is exported without secrets. */
  readonly credential?: string;
}

export interface DocumentModel {
  readonly connection: string;
  readonly name: string;
  readonly remote_name: string;
  readonly deployment: string | null;
  readonly context_length: number | null;
  readonly max_output_tokens: number | null;
  readonly capabilities: readonly string[];
  readonly prices: GivenPrices | null;
  readonly limits: ModelLimits | null;
}

export interface DocumentKey {
  readonly name: string;
  /** SHA-256 of the key, base64: the key works on, and cannot be read from it. */
  readonly digest: string;
  readonly prefix: string;
  /** The digest before the last rotation, accepted until then. */
  readonly previous_digest: string | null;
  readonly previous_until: string | null;
  readonly enabled: boolean;
  readonly expires_at: string | null;
  /** The path of its group; null for none. */
  readonly group?: string | null;
  /** Its own limits, addresses and doors; those that are not limited are left out. */
  readonly rules?: Partial<OwnerRules>;
}

export interface DocumentGroup {
  /** `acme/search`; groups above it come first. */
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly rules: Partial<OwnerRules>;
}

export interface DocumentPrice {
  readonly target: string;
  readonly valid_from: string | null;
  readonly prices: GivenPrices;
}

export interface DocumentBudget {
  /** The name of the key that it is of; or: */
  readonly virtual_key: string | null;
  /** The path of the group. */
  readonly group: string | null;
  readonly unit: string;
  readonly amount: number;
  readonly period: string;
  readonly rolling: boolean;
  readonly hard: boolean;
  readonly aliases: readonly string[] | null;
  readonly on_exhausted: OnExhausted | null;
  /** A temporary raise; null for none, or one that has ended. */
  readonly raise?: BudgetRaise | null;
  /** What was used before counts no more; null for never. */
  readonly reset_at?: string | null;
}

export interface DocumentAssignment {
  /** The name of the key that it is to; or: */
  readonly virtual_key: string | null;
  /** The path of the group. */
  readonly group: string | null;
  /** `connection/model` */
  readonly model: string;
  readonly alias: string;
  readonly tps: number | null;
  readonly burst: number | null;
  readonly tokens_per_second: number | null;
  readonly token_burst: number | null;
  readonly priority: number;
  readonly weight: number;
  readonly answer_model: string | null;
}

/** What is said of a name; see `RouteRules`. */
export interface DocumentRoute extends RouteRules {
  readonly name: string;
}

/** Everything that an owner has put into a registry, by names instead of ids, sorted: two equal registries export the same. */
export interface RegistryDocument {
  readonly format: typeof DOCUMENT_FORMAT;
  readonly sealed: DocumentSeal | null;
  readonly connections: readonly DocumentConnection[];
  readonly models: readonly DocumentModel[];
  readonly virtual_keys: readonly DocumentKey[];
  readonly assignments: readonly DocumentAssignment[];
  readonly groups: readonly DocumentGroup[];
  readonly budgets: readonly DocumentBudget[];
  readonly prices: readonly DocumentPrice[];
  readonly routes: readonly DocumentRoute[];
}
