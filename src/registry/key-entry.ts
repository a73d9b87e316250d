import type { AssignmentsTable, VirtualKeysTable } from '../database/tables';
import type { ModelSlot } from './model-slot';
import type { AssignmentEntry, ProviderModelEntry, VirtualKeyEntry } from './registry-view';

/** The columns that a key's entry is made of. */
export type VirtualKeyRow = Pick<
  VirtualKeysTable,
  'id' | 'name' | 'digest' | 'previous_digest' | 'previous_until' | 'expires_at'
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
>;

/** One assignment; there may be a million, so it holds nothing that it can do without. */
class SlottedAssignment implements AssignmentEntry {
  readonly id: string;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly tokensPerSecond: number;
  readonly tokenBurst: number;
  readonly priority: number;
  readonly weight: number;

  constructor(
    row: AssignmentRow,
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
  }

  /** As of now: a change of the model or of its connection shows at once. */
  get model(): ProviderModelEntry {
    return this.slot.current;
  }
}

const NONE: readonly AssignmentEntry[] = Object.freeze([]);

/** An enabled virtual key with its assignments, which are sorted by alias when it is first used. */
export class KeyEntry implements VirtualKeyEntry {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: number;
  readonly digest: string;
  readonly previousDigest: string | undefined;
  readonly #previousUntil: number;
  #assignments: SlottedAssignment[] = [];
  #byAlias: ReadonlyMap<string, readonly AssignmentEntry[]> | undefined;
  #aliases: readonly string[] | undefined;
  /** Those behind the alias that was asked for last: most keys ask for one again and again. */
  #latest: readonly AssignmentEntry[] = NONE;
  lastTouch = 0;

  constructor(row: VirtualKeyRow) {
    this.id = row.id;
    this.name = row.name;
    this.expiresAt = timeIn(row.expires_at, Infinity);
    this.digest = row.digest;
    this.previousDigest = row.previous_digest ?? undefined;
    this.#previousUntil = timeIn(row.previous_until, 0);
  }

  /** Adds an assignment while the entry is being made. @param alias the row's, in a copy that others share */
  add(row: AssignmentRow, alias: string, slot: ModelSlot): void {
    this.#assignments.push(new SlottedAssignment(row, alias, slot));
  }

  /** Gives back the room that growing took, when every assignment is there. */
  complete(): void {
    this.#assignments = this.#assignments.slice();
  }

  /** Whether the key with this digest, the key's own or its previous one, is accepted now. */
  accepts(digest: string): boolean {
    const now = Date.now();
    return now < this.expiresAt && (digest === this.digest || now < this.#previousUntil);
  }

  assignments(alias: string): readonly AssignmentEntry[] {
    if (this.#latest[0]?.alias === alias) return this.#latest;
    const found = this.#sorted().get(alias);
    if (found === undefined) return NONE;
    return (this.#latest = found);
  }

  aliases(): readonly string[] {
    return (this.#aliases ??= [...this.#sorted().keys()].sort());
  }

  #sorted(): ReadonlyMap<string, readonly AssignmentEntry[]> {
    if (this.#byAlias !== undefined) return this.#byAlias;
    const byAlias = new Map<string, AssignmentEntry[]>();
    for (const assignment of this.#assignments) {
      const same = byAlias.get(assignment.alias);
      if (same === undefined) byAlias.set(assignment.alias, [assignment]);
      else same.push(assignment);
    }
    for (const same of byAlias.values()) same.sort(byPriority);
    return (this.#byAlias = byAlias);
  }
}

/** By priority; among equals in the order in which they were made. */
function byPriority(one: AssignmentEntry, other: AssignmentEntry): number {
  return one.priority - other.priority || (one.id < other.id ? -1 : 1);
}

/** Milliseconds since 1970. A text that is no time counts as one that has passed: a damaged row gives no access. */
function timeIn(text: string | null, absent: number): number {
  if (text === null) return absent;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}
