import type { BlockList } from 'node:net';
import type { RouteSettings } from '../../config/provider-file/route-settings';
import type { NamePattern } from '../../config/name-pattern';
import type { Secret } from '../../config/secret';
import type { PricesSet } from '../../config/price-set';
import type { FormerPath } from '../groups/former-paths';
import type { BudgetPeriod, BudgetUnit, CaptureMode } from '../registry-records';
import type { ConnectionOptions, ModelApi } from '../../config/connection-options';

/** A connection as calls use it. */
export interface ConnectionEntry {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly options: ConnectionOptions;
  readonly enabled: boolean;
  /** Why the stored row cannot be used, for its operator; the connection is not enabled then. */
  readonly flaw?: string | undefined;
  readonly source: 'database' | 'provider_file';
  /** Another number after each change: an adapter made from an older one is out of date. */
  readonly revision: number;
  /** Decrypts the credential. @throws VaultError when the ciphertext does not open */
  readonly credential: () => Secret | undefined;
}

/** A model of a connection. Of `undefined` numbers nothing is known. */
export interface ProviderModelEntry {
  readonly id: string;
  readonly connection: ConnectionEntry;
  readonly name: string;
  readonly remoteName: string;
  readonly deployment: string | undefined;
  readonly contextLength: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** What its operator says that it costs. */
  readonly prices?: PricesSet | undefined;
  /** The API of OpenAI's by which it is asked, where it is another than its connection's. */
  readonly api?: ModelApi | undefined;
  /** What it can do (`tools`, `vision`, `json_schema`); undefined where nobody says. */
  readonly capabilities?: readonly string[] | undefined;
  readonly limits?: DeploymentLimits | undefined;
}

/** What a deployment may be asked in a minute, and at once; undefined for no limit. */
export interface DeploymentLimits {
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
  readonly concurrent: number | undefined;
}

/**
 * What is limited, with room for the token buckets that limit it: theirs alone, and here because they cost no search
 * here. The store that keeps a bucket empties the room when it lets the bucket go.
 */
export interface BucketHome {
  requestBucket?: object | undefined;
  tokenBucket?: object | undefined;
}

/** What a virtual key may use under an alias. A limit of 0 is no limit. */
export interface AssignmentEntry extends BucketHome {
  readonly id: string;
  readonly alias: string;
  readonly model: ProviderModelEntry;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly tokensPerSecond: number;
  readonly tokenBurst: number;
  readonly priority: number;
  readonly weight: number;
  /** `asked`, `provider` or a name; undefined for what goes with the alias. */
  readonly answerModel: string | undefined;
}

/** The name of a limit of a key or group. */
export type OwnerLimitName = `${'key' | 'group'}-${'requests' | 'tokens'}-per-${'second' | 'minute' | 'day'}`;

/** A limit of a key or group. */
export interface OwnerLimit extends BucketHome {
  readonly name: OwnerLimitName;
  readonly ownerId: string;
  /** Of its period, and what its bucket holds. */
  readonly amount: number;
  readonly ratePerSecond: number;
}

/** Of which calls the content is kept, and how; undefined is what nobody says. */
export interface CaptureRules {
  readonly mode: CaptureMode | undefined;
  readonly days: number | undefined;
  /** What is taken out of it. */
  readonly redact: readonly string[];
}

/** How many calls of a key or group may run at the same time. */
export interface ConcurrencyLimit {
  readonly owner: 'key' | 'group';
  readonly ownerId: string;
  readonly max: number;
}

/** What a call has to stay within: of a key its own rules, of a group its own and those above it. All of them hold. */
export interface OwnerRulesEntry {
  readonly limits: readonly OwnerLimit[];
  readonly concurrent: readonly ConcurrencyLimit[];
  /** Each has the address of a call that may come. */
  readonly addresses: readonly BlockList[];
  /** Each has the door of a call that may come. */
  readonly doors: readonly ReadonlySet<string>[];
  /** What the nearest that says it says, and what all of them have taken out; undefined where nobody says anything. */
  readonly capture: CaptureRules | undefined;
}

/** A virtual key that is enabled. */
export interface VirtualKeyEntry extends BucketHome {
  readonly id: string;
  readonly name: string;
  /** In which round of RegistryMarks its use was noted last; theirs alone, and here because it costs no search here. */
  lastTouch: number;
  /** The id of its group; undefined for the root. */
  readonly groupId?: string | undefined;
  /** Milliseconds since 1970; undefined for never. */
  readonly expiresAt?: number | undefined;
  /** Its own; undefined where it has none. */
  readonly rules?: OwnerRulesEntry | undefined;
  /**
   * The assignments behind a model's name in the order of priority: of the alias of that name, else of the pattern with the
   * most characters of its own that matches it; else those of its group, or of the nearest one above that has the name.
   */
  assignments(name: string): readonly AssignmentEntry[];
  /** Every alias, also those of its groups, patterns included, sorted. */
  aliases(): readonly string[];
}

/** An own price, as reports and budgets read it. Times are milliseconds since 1970. */
export interface OwnPrice {
  readonly target: string;
  readonly matches: (name: string) => boolean;
  readonly validFrom: number;
  readonly prices: PricesSet;
}

/** A group of keys. */
export interface GroupEntry {
  readonly id: string;
  readonly path: string;
  /** Where it was before; what was used there is its own too. */
  readonly formerPaths: readonly FormerPath[];
  readonly parent: GroupEntry | undefined;
  /** Whether it and all above it are. */
  readonly enabled: boolean;
  /** Its own and those above it; undefined where they are missing. */
  readonly rules: OwnerRulesEntry | undefined;
  /** What it lends its keys behind a model's name: of the nearest group upwards that has it. */
  assignments(name: string): readonly AssignmentEntry[];
  /** Every alias of it and of the groups above it, patterns included, sorted. */
  aliases(): readonly string[];
}

/** A budget as admission reads it. Times are milliseconds since 1970. */
export interface BudgetEntry {
  readonly id: string;
  readonly owner: 'key' | 'group';
  readonly ownerId: string;
  readonly unit: BudgetUnit;
  readonly amount: number;
  readonly period: BudgetPeriod;
  readonly rolling: boolean;
  readonly hard: boolean;
  /** Only calls by one of these names count: aliases, or patterns in which `*` is any text. */
  readonly aliases: readonly NamePattern[] | undefined;
  readonly raise: { readonly amount: number; readonly until: number } | undefined;
  /** The alias that is called when it is used up; undefined where calls are refused. */
  readonly downgradeTo: string | undefined;
  readonly resetAt: number | undefined;
  readonly createdAt: number;
}

/** DI token of the {@link RegistryView}. */
export const RegistryView = Symbol('RegistryView');

/**
 * The registry in memory, as of now: what a request reads, and never waits for. A change replaces entries; code that holds
 * an entry keeps what it said.
 */
export interface RegistryView {
  /** Whether it was read once: before, nothing in it means anything. */
  readonly loaded: boolean;
  /**
   * What was wrong with the database when it was last asked, in words without a place (`read-only, as a standby is`);
   * undefined if nothing was. While something is, what was known before stays.
   */
  readonly trouble: string | undefined;
  /**
   * By the SHA-256 of the key as a text of 32 characters of one byte; undefined also for keys that are disabled, have
   * expired, or whose grace has ended.
   */
  keyByDigest(digest: string): VirtualKeyEntry | undefined;
  /** By name, of the database and of the provider file. */
  connection(name: string): ConnectionEntry | undefined;
  connections(): Iterable<ConnectionEntry>;
  /** A model of a connection by its name there. */
  model(connection: ConnectionEntry, name: string): ProviderModelEntry | undefined;
  /** Every model of a connection. */
  models(connection: ConnectionEntry): readonly ProviderModelEntry[];
  /** Own prices: the most particular target first, of one target the latest first. */
  ownPrices(): readonly OwnPrice[];
  /** What is said of names that deployments are behind, by name or pattern; another map after each change. */
  routes(): ReadonlyMap<string, RouteSettings>;
  /** A group by its id. */
  group(id: string): GroupEntry | undefined;
  /** The budgets of a key or group, by its id. */
  budgets(ownerId: string): readonly BudgetEntry[];
  /** Calls back after every change, with the connections whose adapters are out of date. Returns how to stop that. */
  onChange(listener: (outdated: readonly ConnectionEntry[]) => void): () => void;
}
