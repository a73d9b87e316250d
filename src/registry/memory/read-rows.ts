import { setImmediate as nextTick } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables';

/** Rows read at a time; between two pages other work gets its turn. */
const PAGE_ROWS = 4_000;
/** Ids in one `in (…)`. */
const IDS_AT_ONCE = 500;

const CONNECTION_COLUMNS = [
  'id',
  'name',
  'provider',
  'endpoint',
  'options',
  'credential',
  'enabled',
  'revision',
] as const;
const MODEL_COLUMNS = [
  'id',
  'connection_id',
  'name',
  'remote_name',
  'deployment',
  'context_length',
  'max_output_tokens',
  'capabilities',
  'prices',
  'limits',
] as const;
const KEY_COLUMNS = [
  'id',
  'name',
  'digest',
  'previous_digest',
  'previous_until',
  'expires_at',
  'group_id',
  'rules',
] as const;
const GROUP_COLUMNS = ['id', 'parent_id', 'path', 'enabled', 'rules', 'former_paths'] as const;
const ASSIGNED_COLUMNS = [
  'id',
  'model_id',
  'alias',
  'tps',
  'burst',
  'tokens_per_second',
  'token_burst',
  'priority',
  'weight',
  'answer_model',
] as const;

/** The rows of connections, of models, of enabled keys, of groups and of what is assigned to either: all of them, or those of some owners. */
export const rowsOf = {
  connections: (db: Kysely<Tables>) => db.selectFrom('connections').select(CONNECTION_COLUMNS),
  models: (db: Kysely<Tables>) => db.selectFrom('provider_models').select(MODEL_COLUMNS),
  keys: (db: Kysely<Tables>) => db.selectFrom('virtual_keys').select(KEY_COLUMNS).where('enabled', '=', 1),
  assignments: (db: Kysely<Tables>) =>
    db.selectFrom('assignments').select(['virtual_key_id', ...ASSIGNED_COLUMNS]),
  groups: (db: Kysely<Tables>) => db.selectFrom('key_groups').select(GROUP_COLUMNS),
  groupAssignments: (db: Kysely<Tables>) =>
    db.selectFrom('group_assignments').select(['group_id', ...ASSIGNED_COLUMNS]),
};

/**
 * Reads a table page by page in the order of ids.
 * @param query the page behind an id, of at most so many rows
 */
export async function* inPages<Row extends { readonly id: string }>(
  query: (afterId: string, rows: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[], void> {
  let afterId = '';
  for (;;) {
    const page = await query(afterId, PAGE_ROWS);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) return;
    afterId = last.id;
    await nextTick();
  }
}

/** Reads the rows of some ids, in as many queries as it takes. */
export async function byIds<Row>(
  ids: Iterable<string>,
  query: (some: readonly string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const all = [...ids];
  const rows: Row[] = [];
  for (let from = 0; from < all.length; from += IDS_AT_ONCE) {
    for (const row of await query(all.slice(from, from + IDS_AT_ONCE))) rows.push(row);
  }
  return rows;
}
