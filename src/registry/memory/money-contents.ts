import type { Kysely } from 'kysely';
import { bySpecificity, namePattern } from '../../config/name-pattern';
import type { NamePattern } from '../../config/name-pattern';
import { BUDGET_PERIODS, BUDGET_UNITS, raiseIn } from '../budgets/budget.record';
import { textsIn } from '../json-text';
import { pricesIn } from '../prices/price.record';
import { rulesEntry } from '../rules/owner-rules.entry';
import type { BudgetsTable, GroupsTable, PricesTable, Tables } from '../tables';
import type { BudgetEntry, GroupEntry, OwnPrice } from './registry-view';

/** Own prices, groups and budgets as requests and reports read them; replaced whole when one of them changes. */
export interface MoneyContents {
  /** The most particular target first, of one target the latest first. */
  readonly prices: readonly OwnPrice[];
  readonly groups: ReadonlyMap<string, GroupEntry>;
  /** By the id of the key or group. */
  readonly budgets: ReadonlyMap<string, readonly BudgetEntry[]>;
}

/** There is none of it. */
export const NO_MONEY: MoneyContents = { prices: [], groups: new Map(), budgets: new Map() };

/** The entities of the audit table whose changes replace the contents. */
export const MONEY_ENTITIES: ReadonlySet<string> = new Set(['price', 'group', 'budget']);

/** Reads all of it from one state of the database. */
export async function readMoney(db: Kysely<Tables>): Promise<MoneyContents> {
  const prices = await db.selectFrom('prices').selectAll().orderBy('id').execute();
  const groups = await db.selectFrom('key_groups').selectAll().orderBy('path').execute();
  const budgets = await db.selectFrom('budgets').selectAll().orderBy('id').execute();
  return {
    prices: ownPrices(prices),
    groups: groupTree(groups),
    budgets: Map.groupBy(budgets.map(budgetEntry), ({ ownerId }) => ownerId),
  };
}

function ownPrices(rows: readonly PricesTable[]): OwnPrice[] {
  const patterns = new Map<string, NamePattern>();
  return rows
    .map((row) => {
      const pattern = patterns.get(row.target) ?? namePattern(row.target);
      patterns.set(row.target, pattern);
      const validFrom = row.valid_from === null ? -Infinity : Date.parse(row.valid_from);
      return { target: row.target, pattern, validFrom, prices: pricesIn(row.prices), id: row.id };
    })
    .sort(
      (one, other) =>
        bySpecificity(one.pattern, other.pattern) * Number(one.target !== other.target) ||
        other.validFrom - one.validFrom ||
        (one.id < other.id ? 1 : -1),
    )
    .map(({ target, pattern, validFrom, prices }) => ({
      target,
      matches: pattern.matches,
      validFrom,
      prices,
    }));
}

/** Parents come before what is below them, because their paths do. */
function groupTree(rows: readonly GroupsTable[]): ReadonlyMap<string, GroupEntry> {
  const groups = new Map<string, GroupEntry>();
  for (const { id, parent_id, path, enabled, rules } of rows) {
    const parent = parent_id === null ? undefined : groups.get(parent_id);
    groups.set(id, {
      id,
      path,
      parent,
      enabled: enabled === 1 && parent?.enabled !== false,
      rules: rulesEntry('group', id, rules, parent?.rules),
    });
  }
  return groups;
}

function budgetEntry(row: BudgetsTable): BudgetEntry {
  const raise = raiseIn(row.raise);
  return {
    id: row.id,
    owner: row.owner_kind === 'group' ? 'group' : 'key',
    ownerId: row.owner_id,
    unit: BUDGET_UNITS.find((unit) => unit === row.unit) ?? 'usd',
    amount: row.amount,
    period: BUDGET_PERIODS.find((period) => period === row.period) ?? 'ever',
    rolling: row.rolling === 1,
    hard: row.hard === 1,
    aliases: row.aliases === null ? undefined : new Set(textsIn(row.aliases) ?? []),
    raise: raise === null ? undefined : { amount: raise.amount, until: Date.parse(raise.until) },
    resetAt: row.reset_at === null ? undefined : Date.parse(row.reset_at),
    createdAt: Date.parse(row.created_at),
  };
}
