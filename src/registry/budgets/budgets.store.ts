import type { Kysely } from 'kysely';
import { GatewayError } from '../../errors/gateway-error';
import { checkedFlag, isReference, notAllowed } from '../field-checks';
import { requireGroup } from '../groups/groups.store';
import { requireKey } from '../keys/virtual-keys.store';
import { pageOf, windowOf } from '../pages';
import { newId } from '../record-id';
import type { BudgetPatch, NewBudget, Page, PageRequest } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { BudgetRecord } from '../registry-records';
import type { DocumentBudget } from '../transfer/registry-document';
import type { BudgetsTable, Tables } from '../tables';
import {
  budgetRecord,
  checkedAliases,
  checkedAmount,
  checkedOnExhausted,
  checkedPeriod,
  checkedRaise,
  checkedReset,
  checkedUnit,
} from './budget.record';
import { requireDowngrade } from './downgrade-alias';

/** Budgets of keys and groups. */
export class BudgetsStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page?: PageRequest): Promise<Page<BudgetRecord>> {
    const window = windowOf(page);
    const records = await this.context.read(async (db) => {
      const rows = await db
        .selectFrom('budgets')
        .selectAll()
        .where('id', '>', window.after)
        .orderBy('id')
        .limit(window.limit + 1)
        .execute();
      return Promise.all(rows.map((row) => named(db, row)));
    });
    return pageOf(records, window, ({ id }) => id);
  }

  get(id: string): Promise<BudgetRecord> {
    return this.context.read(async (db) => named(db, await requireBudget(db, id)));
  }

  /** The id of the budget of some names. @param at which of several of one kind @throws GatewayError NOT_FOUND */
  async idOf(wanted: DocumentBudget, at: number): Promise<string> {
    const owner = wanted.group ?? wanted.virtual_key ?? '';
    const found = await this.context.read(async (db) => {
      const { id } = wanted.group === null ? await requireKey(db, owner) : await requireGroup(db, owner);
      const rows = await db
        .selectFrom('budgets')
        .selectAll()
        .where('owner_id', '=', id)
        .orderBy('id')
        .execute();
      const ofKind = rows.filter((row) => {
        const { unit, period, rolling, hard, aliases } = budgetRecord(row, '');
        const sameTime = period === wanted.period && rolling === wanted.rolling;
        const same = sameTime && unit === wanted.unit && hard === wanted.hard;
        return same && JSON.stringify(sortedOf(aliases)) === JSON.stringify(sortedOf(wanted.aliases));
      });
      return ofKind[at];
    });
    if (found !== undefined) return found.id;
    throw new GatewayError('NOT_FOUND', `There is no such budget of ${owner}.`);
  }

  /** @throws GatewayError INVALID_REQUEST with `param`, also where calls would go to an alias that is not there */
  create(input: NewBudget): Promise<BudgetRecord> {
    return this.#add(input, requireDowngrade);
  }

  /** The same of one that was exported: what it names may come after it. */
  adopt(input: ExportedBudget): Promise<BudgetRecord> {
    return this.#add(input);
  }

  #add(input: ExportedBudget, checked?: typeof requireDowngrade): Promise<BudgetRecord> {
    const reset_at = checkedReset(input.reset_at ?? null);
    const unit = checkedUnit(input.unit ?? 'usd');
    const amount = checkedAmount(input.amount, unit);
    const period = checkedPeriod(input.period ?? 'month');
    const rolling = checkedFlag(input.rolling ?? false, 'rolling');
    const hard = checkedFlag(input.hard ?? true, 'hard');
    const aliases = checkedAliases(input.aliases ?? null);
    const raise = checkedRaise(input.raise ?? null, unit);
    const on_exhausted = checkedOnExhausted(input.on_exhausted ?? null);
    if (on_exhausted !== null && !hard) throw refusesNothing();
    if ((input.key === undefined) === (input.group === undefined)) {
      throw notAllowed('group', "A budget is of one 'key' or of one 'group'.");
    }
    return this.context.change(async ({ db, at, note }) => {
      const isGroup = input.group !== undefined;
      const owner =
        input.group === undefined
          ? await requireKey(db, input.key ?? '')
          : await requireGroup(db, input.group);
      const row: BudgetsTable = {
        id: newId('budget'),
        owner_kind: isGroup ? 'group' : 'key',
        owner_id: owner.id,
        unit,
        amount,
        period,
        rolling: Number(rolling),
        hard: Number(hard),
        aliases,
        raise,
        on_exhausted,
        reset_at,
        created_at: at,
        updated_at: at,
      };
      await checked?.(db, row, on_exhausted);
      await db.insertInto('budgets').values(row).execute();
      const record = await named(db, row);
      const names = { entityId: row.id, entityName: record.owner_name };
      note({ action: 'create', entity: 'budget', ...names, after: auditOf(record) });
      return record;
    });
  }

  update(id: string, patch: BudgetPatch): Promise<BudgetRecord> {
    return this.#update(id, patch, requireDowngrade);
  }

  /** The same of one that was exported. */
  adoptChange(id: string, patch: ExportedPatch): Promise<BudgetRecord> {
    return this.#update(id, patch);
  }

  #update(id: string, patch: ExportedPatch, checked?: typeof requireDowngrade): Promise<BudgetRecord> {
    return this.#change(id, async (_, row, db) => {
      const changes = {
        ...(patch.amount !== undefined && { amount: checkedAmount(patch.amount, row.unit) }),
        ...(patch.hard !== undefined && { hard: Number(checkedFlag(patch.hard, 'hard')) }),
        ...(patch.aliases !== undefined && { aliases: checkedAliases(patch.aliases) }),
        ...(patch.raise !== undefined && { raise: checkedRaise(patch.raise, row.unit) }),
        ...(patch.on_exhausted !== undefined && { on_exhausted: checkedOnExhausted(patch.on_exhausted) }),
        ...(patch.reset_at !== undefined && { reset_at: checkedReset(patch.reset_at) }),
      };
      const { hard, on_exhausted } = { ...row, ...changes };
      if (hard === 0 && on_exhausted !== null) throw refusesNothing();
      if (changes.on_exhausted !== undefined) await checked?.(db, row, on_exhausted);
      return changes;
    });
  }

  /** What was spent before counts no more. */
  reset(id: string): Promise<BudgetRecord> {
    return this.#change(id, (at) => ({ reset_at: at }));
  }

  remove(ref: string): Promise<void> {
    return this.context.change(async ({ db, note }) => {
      const record = await named(db, await requireBudget(db, ref));
      const { id } = record;
      await db.deleteFrom('budgets').where('id', '=', id).execute();
      const names = { entityId: id, entityName: record.owner_name };
      note({ action: 'remove', entity: 'budget', ...names, before: auditOf(record) });
    });
  }

  #change(
    ref: string,
    changesAt: (
      at: string,
      row: BudgetsTable,
      db: Kysely<Tables>,
    ) => Partial<BudgetsTable> | Promise<Partial<BudgetsTable>>,
  ): Promise<BudgetRecord> {
    return this.context.change(async ({ db, at, note }) => {
      const row = await requireBudget(db, ref);
      const { id } = row;
      const next = { ...row, ...(await changesAt(at, row, db)), updated_at: at };
      await db.updateTable('budgets').set(next).where('id', '=', id).execute();
      const [before, after] = [await named(db, row), await named(db, next)];
      const changed = changedFields(auditOf(before), auditOf(after));
      const names = { entityId: id, entityName: after.owner_name };
      if (changed !== undefined) note({ action: 'update', entity: 'budget', ...names, ...changed });
      return after;
    });
  }
}

type ExportedBudget = NewBudget & { readonly reset_at?: string | null };
type ExportedPatch = BudgetPatch & { readonly reset_at?: string | null };

/** The stored budget of an id, or of the owner whose only one it is. @throws GatewayError NOT_FOUND */
async function requireBudget(db: Kysely<Tables>, ref: string): Promise<BudgetsTable> {
  if (!isReference(ref)) throw new GatewayError('NOT_FOUND', `There is no budget '${ref}'.`);
  const row = await db.selectFrom('budgets').selectAll().where('id', '=', ref).executeTakeFirst();
  if (row !== undefined) return row;
  const group = await db.selectFrom('key_groups').select('id').where('path', '=', ref).executeTakeFirst();
  const key = await db.selectFrom('virtual_keys').select('id').where('name', '=', ref).executeTakeFirst();
  const owners = [group, key].flatMap((owner) => (owner === undefined ? [] : [owner.id]));
  const found =
    owners.length === 0
      ? []
      : await db.selectFrom('budgets').selectAll().where('owner_id', 'in', owners).execute();
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const why = only === undefined ? '' : ` '${ref}' has several: name one by its id.`;
  throw new GatewayError('NOT_FOUND', `There is no budget '${ref}'.${why}`);
}

function sortedOf(aliases: readonly string[] | null): readonly string[] | null {
  return aliases === null ? null : [...aliases].sort();
}

async function named(db: Kysely<Tables>, row: BudgetsTable): Promise<BudgetRecord> {
  const owner =
    row.owner_kind === 'group'
      ? await db
          .selectFrom('key_groups')
          .select('path as name')
          .where('id', '=', row.owner_id)
          .executeTakeFirst()
      : await db.selectFrom('virtual_keys').select('name').where('id', '=', row.owner_id).executeTakeFirst();
  return budgetRecord(row, owner?.name ?? row.owner_id);
}

function auditOf(record: BudgetRecord): Readonly<Record<string, unknown>> {
  const { owner, owner_name, unit, amount, period, rolling, hard, aliases, raise, on_exhausted, reset_at } =
    record;
  return { owner, owner_name, unit, amount, period, rolling, hard, aliases, raise, on_exhausted, reset_at };
}

function refusesNothing(): GatewayError {
  return notAllowed('on_exhausted', 'A soft budget refuses nothing: on_exhausted is for hard ones.');
}
