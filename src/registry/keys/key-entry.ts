import type { AssignmentsTable, VirtualKeysTable } from '../tables';
import type { ModelSlot } from '../models/model-slot';
import type {
  AssignmentEntry,
  GroupEntry,
  OwnerRulesEntry,
  ProviderModelEntry,
  VirtualKeyEntry,
} from '../memory/registry-view';
import { AliasTable, NO_ASSIGNMENTS } from './alias-table';
import { rulesEntry } from '../rules/owner-rules.entry';

/** The columns that a key's entry is made of. */
export type VirtualKeyRow = Pick<
  VirtualKeysTable,
  'id' | 'name' | 'digest' | 'previous_digest' | 'previous_until' | 'expires_at' | 'group_id' | 'rules'
>;

/** The columns that an assignment's entry is made of. */
export type AssignmentRow = Pick<
  AssignmentsTable,
  | 'id'
  | 'virtual_key_id'
  | 'model_id'
  | 'alias'
  | 'tps'
  | 'burst'
  | 'tokens_per_second'
  | 'token_burst'
  | 'priority'
  | 'weight'
  | 'answer_model'
>;

/** Those of them that tell what is assigned, and not to whom. */
export type AssignedRow = Omit<AssignmentRow, 'virtual_key_id'>;

/** One assignment; there may be a million, so it holds nothing that it can do without. */
export class SlottedAssignment implements AssignmentEntry {
  readonly id: string;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly tokensPerSecond: number;
  readonly tokenBurst: number;
  readonly priority: number;
  readonly weight: number;
  readonly answerModel: string | undefined;
  requestBucket: object | undefined;
  tokenBucket: object | undefined;

  constructor(
    row: AssignedRow,
    readonly alias: string,
    readonly slot: ModelSlot,
  ) {
    this.id = row.id;
    this.requestsPerSecond = row.tps ?? 0;
    this.requestBurst = row.burst ?? 0;
    this.tokensPerSecond = row.tokens_per_second ?? 0;
    this.tokenBurst = row.token_burst ?? 0;
    this.priority = row.priority;
    this.weight = row.weight;
    this.answerModel = row.answer_model ?? undefined;
  }

  /** As of now: a change of the model or of its connection shows at once. */
  get model(): ProviderModelEntry {
    return this.slot.current;
  }
}

/** Where a key finds its group. */
export interface GroupSource {
  readonly money: { readonly groups: ReadonlyMap<string, GroupEntry> };
}

/** An enabled virtual key with its assignments, which are sorted by alias when it is first used. */
export class KeyEntry implements VirtualKeyEntry {
  readonly id: string;
  readonly name: string;
  readonly groupId: string | undefined;
  /** Milliseconds since 1970, as all times here; undefined for never. */
  readonly expiresAt: number | undefined;
  readonly rules: OwnerRulesEntry | undefined;
  lastTouch = 0;
  requestBucket: object | undefined;
  /** Those behind the alias that was asked for last: most keys ask for one again and again. */
  #latest: readonly AssignmentEntry[] = NO_ASSIGNMENTS;
  #table: AliasTable | undefined;
  #assignments: SlottedAssignment[] = [];
  #aliases: readonly string[] | undefined;
  readonly digest: string;
  readonly previousDigest: string | undefined;
  readonly #previousUntil: number | undefined;

  constructor(
    row: VirtualKeyRow,
    private readonly groups: GroupSource,
  ) {
    this.id = row.id;
    this.name = row.name;
    this.groupId = row.group_id ?? undefined;
    this.expiresAt = timeIn(row.expires_at);
    this.digest = digestIn(row.digest);
    this.previousDigest = row.previous_digest === null ? undefined : digestIn(row.previous_digest);
    this.#previousUntil = timeIn(row.previous_until);
    this.rules = rulesEntry('key', row.id, row.rules);
  }

  /** Adds an assignment while the entry is being made. @param alias the row's, in a copy that others share */
  add(row: AssignmentRow, alias: string, slot: ModelSlot): void {
    this.#assignments.push(new SlottedAssignment(row, alias, slot));
  }

  /** Gives back the room that growing took, when every assignment is there. */
  complete(): void {
    this.#assignments = this.#assignments.slice();
  }

  /** Whether the key has not expired. */
  get valid(): boolean {
    return this.expiresAt === undefined || Date.now() < this.expiresAt;
  }

  /** Whether what it was before its last rotation is accepted too. */
  get inGrace(): boolean {
    return this.valid && this.#previousUntil !== undefined && Date.now() < this.#previousUntil;
  }

  assignments(name: string): readonly AssignmentEntry[] {
    if (this.#latest[0]?.alias === name) return this.#latest;
    const own = this.#sorted();
    const named = own.named(name);
    if (named !== undefined) return (this.#latest = named);
    const found = own.find(name);
    return found.length > 0 ? found : (this.#group?.assignments(name) ?? found);
  }

  aliases(): readonly string[] {
    const own = (this.#aliases ??= this.#sorted().aliases());
    const above = this.#group?.aliases() ?? NO_ALIASES;
    return above.length === 0 ? own : [...new Set([...own, ...above])].sort();
  }

  /** As of now: a change of a group shows at once. */
  get #group(): GroupEntry | undefined {
    return this.groupId === undefined ? undefined : this.groups.money.groups.get(this.groupId);
  }

  #sorted(): AliasTable {
    return (this.#table ??= new AliasTable(this.#assignments));
  }
}

const NO_ALIASES: readonly string[] = Object.freeze([]);

/** A text that is no time counts as one that has passed: a damaged row gives no access. */
function timeIn(text: string | null): number | undefined {
  if (text === null) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}

/** A stored digest (base64) as keys are looked up by: a text of one-byte characters, half as long in memory. */
function digestIn(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}
