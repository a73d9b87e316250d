import type { Kysely } from 'kysely';
import { bySpecificity, namePattern } from '../../config/name-pattern';
import type { NamePattern } from '../../config/name-pattern';
import { budgetRecord } from '../budgets/budget.record';
import { pricesIn } from '../prices/price.record';
import { GroupNode } from '../groups/group-node';
import type { GroupRow } from '../groups/group-node';
import { NO_ASSIGNMENTS } from '../keys/alias-table';
import { SlottedAssignment } from '../keys/key-entry';
import type { AssignedRow } from '../keys/key-entry';
import type { ModelSlot } from '../models/model-slot';
import type { BudgetRecord } from '../registry-records';
import type { BudgetsTable, GroupAssignmentsTable, PricesTable, Tables } from '../tables';
import { inPages, rowsOf } from './read-rows';
import type { AssignmentEntry, BudgetEntry, GroupEntry, OwnPrice } from './registry-view';
import { assignmentFlaw } from './row-flaws';
import type { OnFlaw } from './row-flaws';

/** Own prices, groups and budgets as requests and reports read them; replaced whole when one of them changes. */
export interface MoneyContents {
  /** The most particular target first, of one target the latest first. */
  readonly prices: readonly OwnPrice[];
  readonly groups: ReadonlyMap<string, GroupEntry>;
  /** By the id of the key or group. */
  readonly budgets: ReadonlyMap<string, readonly BudgetEntry[]>;
}

/** Nothing that costs or limits. */
export const NO_MONEY: MoneyContents = { prices: [], groups: new Map(), budgets: new Map() };

/** The entities of the audit table whose changes replace the contents. */
export const MONEY_ENTITIES: ReadonlySet<string> = new Set(['price', 'group', 'budget']);

/** What the contents are made of, from one state of the database. */
export interface MoneyRows {
  readonly prices: readonly PricesTable[];
  readonly groups: readonly GroupRow[];
  readonly assignments: readonly GroupAssignmentRow[];
  readonly budgets: readonly BudgetsTable[];
}

type GroupAssignmentRow = AssignedRow & Pick<GroupAssignmentsTable, 'group_id'>;

/** Reads all of it; there may be many groups, so these come page by page. */
export async function readMoney(db: Kysely<Tables>): Promise<MoneyRows> {
  const groups: GroupRow[] = [];
  for await (const page of inPages((after, rows) =>
    rowsOf.groups(db).where('id', '>', after).orderBy('id').limit(rows).execute(),
  )) {
    for (const row of page) groups.push(row);
  }
  const assignments: GroupAssignmentRow[] = [];
  for await (const page of inPages((after, rows) =>
    rowsOf.groupAssignments(db).where('id', '>', after).orderBy('id').limit(rows).execute(),
  )) {
    for (const row of page) assignments.push(row);
  }
  return {
    prices: await db.selectFrom('prices').selectAll().orderBy('id').execute(),
    groups: groups.sort((one, other) => (one.path < other.path ? -1 : 1)),
    assignments,
    budgets: await db.selectFrom('budgets').selectAll().orderBy('id').execute(),
  };
}

/** @param slotOf where a model is found; it holds those of the same state of the database */
export function moneyContents(
  { prices, groups, assignments, budgets }: MoneyRows,
  slotOf: (modelId: string) => ModelSlot | undefined,
  onFlaw: OnFlaw,
): MoneyContents {
  const assigned = new Map<string, AssignmentEntry[]>();
  for (const row of assignments) {
    const flaw = assignmentFlaw(row);
    if (flaw !== undefined) onFlaw('assignment', row.alias, flaw);
    const slot = flaw === undefined ? slotOf(row.model_id) : undefined;
    if (slot === undefined) continue;
    const entry = new SlottedAssignment(row, row.alias, slot);
    const others = assigned.get(row.group_id);
    if (others === undefined) assigned.set(row.group_id, [entry]);
    else others.push(entry);
  }
  return {
    prices: ownPrices(prices),
    groups: groupTree(groups, assigned),
    budgets: Map.groupBy(
      budgets.map((row) => budgetEntry(budgetRecord(row, row.owner_id))),
      ({ ownerId }) => ownerId,
    ),
  };
}

function ownPrices(rows: readonly PricesTable[]): readonly OwnPrice[] {
  const latestFirst = [...rows].sort((one, other) => (one.id < other.id ? 1 : -1));
  return inPriceOrder(
    latestFirst.map(({ target, valid_from, prices }) => ({
      target,
      validFrom: valid_from === null ? -Infinity : Date.parse(valid_from),
      prices: pricesIn(prices),
    })),
  );
}

/** The most particular target first, of one target the latest date first; what is equal stays in its order. */
export function inPriceOrder(prices: readonly Omit<OwnPrice, 'matches'>[]): readonly OwnPrice[] {
  const patterns = new Map<string, NamePattern>();
  return prices
    .map((price) => {
      const pattern = patterns.get(price.target) ?? namePattern(price.target);
      patterns.set(price.target, pattern);
      return { price, pattern };
    })
    .sort(
      (one, other) =>
        bySpecificity(one.pattern, other.pattern) * Number(one.price.target !== other.price.target) ||
        dated(other.price) - dated(one.price),
    )
    .map(({ price: { target, validFrom, prices: set }, pattern }) => ({
      target,
      matches: pattern.matches,
      validFrom,
      prices: set,
    }));
}

/** Infinity cannot be taken from itself. */
function dated({ validFrom }: Pick<OwnPrice, 'validFrom'>): number {
  return Number.isFinite(validFrom) ? validFrom : Number.MIN_SAFE_INTEGER;
}

/** Parents come before what is below them, because their paths do. */
function groupTree(
  rows: readonly GroupRow[],
  assigned: ReadonlyMap<string, readonly AssignmentEntry[]>,
): ReadonlyMap<string, GroupEntry> {
  const groups = new Map<string, GroupEntry>();
  for (const row of rows) {
    const parent = row.parent_id === null ? undefined : groups.get(row.parent_id);
    groups.set(row.id, new GroupNode(row, parent, assigned.get(row.id) ?? NO_ASSIGNMENTS));
  }
  return groups;
}

/** A stored budget as admission reads it. */
export function budgetEntry(record: BudgetRecord): BudgetEntry {
  const { raise, aliases, reset_at } = record;
  return {
    id: record.id,
    owner: record.owner,
    ownerId: record.owner_id,
    unit: record.unit,
    amount: record.amount,
    period: record.period,
    rolling: record.rolling,
    hard: record.hard,
    aliases: aliases === null ? undefined : aliases.map(namePattern),
    raise: raise === null ? undefined : { amount: raise.amount, until: Date.parse(raise.until) },
    downgradeTo: record.on_exhausted?.downgrade,
    resetAt: reset_at === null ? undefined : Date.parse(reset_at),
    createdAt: Date.parse(record.created_at),
  };
}
