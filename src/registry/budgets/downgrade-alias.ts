import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { namePattern } from '../../config/name-pattern';
import { didYouMean } from '../../config/provider-file/nearest-name';
import { notAllowed } from '../field-checks';
import type { BudgetsTable, Tables } from '../tables';
import { onExhaustedIn } from './budget.record';

/** Among so many aliases a near one is looked for. */
const MAX_COMPARED = 1_000;

/**
 * Refuses to have calls go to an alias that none of a budget's keys has: they would be refused when it is used up.
 * @param onExhausted what becomes of calls then, as it is stored
 * @throws GatewayError INVALID_REQUEST naming a near one
 */
export async function requireDowngrade(
  db: Kysely<Tables>,
  owner: Pick<BudgetsTable, 'owner_kind' | 'owner_id'>,
  onExhausted: string | null,
): Promise<void> {
  const alias = onExhaustedIn(onExhausted)?.downgrade;
  if (alias === undefined) return;
  const aliases = aliasesOf(owner, await pathOf(db, owner));
  const patterns = await aliasesIn(db, sql`${aliases} where alias = ${alias} or alias like '%*%'`);
  if (patterns.some((one) => one === alias || namePattern(one).matches(alias))) return;
  const known = await aliasesIn(db, sql`${aliases} limit ${sql.lit(MAX_COMPARED)}`);
  const whose = owner.owner_kind === 'key' ? 'The key has no' : 'No key of the group has an';
  const hint = didYouMean(alias, known);
  throw notAllowed('on_exhausted', `${whose} alias '${alias}'${hint}. Assign it first.`);
}

async function aliasesIn(db: Kysely<Tables>, query: RawBuilder<unknown>): Promise<readonly string[]> {
  const { rows } = await sql<{ alias: string }>`${query}`.execute(db);
  return rows.map(({ alias }) => alias);
}

/** The aliases that an owner's keys have, by a query: their own, and those of the groups that they are in. */
function aliasesOf(
  { owner_kind: kind, owner_id: id }: Pick<BudgetsTable, 'owner_kind' | 'owner_id'>,
  path: string,
): RawBuilder<unknown> {
  const names = path.split('/');
  const above = names.map((_, at) => names.slice(0, at + 1).join('/'));
  const below = `${path}/`;
  const within = sql`substr(path, 1, ${sql.lit(below.length)}) = ${below}`;
  const ofGroups = sql`select alias from group_assignments join key_groups on key_groups.id = group_id
    where path in (${sql.join(above)})`;
  const [groups, keys] =
    kind === 'key'
      ? [ofGroups, sql`virtual_key_id = ${id}`]
      : [
          sql`${ofGroups} or ${within}`,
          sql`virtual_key_id in (select virtual_keys.id from virtual_keys
            join key_groups on key_groups.id = virtual_keys.group_id where path = ${path} or ${within})`,
        ];
  return sql`select alias from (select alias from assignments where ${keys} union ${groups}) as known`;
}

/** The path of the group that owns a budget, or that its key is in; empty for none. */
async function pathOf(
  db: Kysely<Tables>,
  { owner_kind: kind, owner_id: id }: Pick<BudgetsTable, 'owner_kind' | 'owner_id'>,
): Promise<string> {
  const group =
    kind === 'group'
      ? id
      : (await db.selectFrom('virtual_keys').select('group_id').where('id', '=', id).executeTakeFirst())
          ?.group_id;
  if (group === undefined || group === null) return '';
  const row = await db.selectFrom('key_groups').select('path').where('id', '=', group).executeTakeFirst();
  return row?.path ?? '';
}
