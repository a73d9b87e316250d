import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { namePattern } from '../../config/name-pattern';
import type { LedgerTables } from '../store/ledger-tables';
import { NOTHING, readSpent, together, usedIn } from './spent';
import type { Spent, SpentAsked, SpentSpan } from './spent';

/** Keys that one statement names. */
const KEYS_AT_ONCE = 500;

/** A sum of one key, or of one group without those below it, by one alias. */
interface OwnSum extends Spent {
  readonly owner: string;
  readonly alias: string;
}

/**
 * What was used by each of many owners in some spans: a statement a span for the groups and one for a few hundred keys,
 * however many there are.
 * @param asked of one beginning, and groups that were never elsewhere
 */
export async function spentByOwner(
  db: Kysely<LedgerTables>,
  asked: readonly SpentAsked[],
  spans: readonly SpentSpan[],
): Promise<Spent[]> {
  const keys = [...new Set(asked.flatMap(({ keyId }) => keyId ?? []))];
  const groups = new Set(asked.flatMap(({ group }) => group ?? []));
  const byAlias = asked.some(({ aliases }) => aliases !== undefined);
  const ofKeys = new Map<string, OwnSum[]>();
  const ofGroups = new Map<string, OwnSum[]>();
  for (const span of spans) {
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const named = sql<SqlBool>`key_id in (${sql.join(keys.slice(from, from + KEYS_AT_ONCE))})`;
      for (const sum of await sumsBy(db, 'key_id', span, byAlias, named)) add(ofKeys, sum.owner, sum);
    }
    if (groups.size === 0) continue;
    for (const sum of await sumsBy(db, 'group_path', span, byAlias, sql<SqlBool>`group_path <> ''`)) {
      for (const path of pathsTo(sum.owner)) if (groups.has(path)) add(ofGroups, path, sum);
    }
  }
  return asked.map(({ keyId, group, aliases }) => {
    const sums = (keyId === undefined ? ofGroups.get(group ?? '') : ofKeys.get(keyId)) ?? [];
    const patterns = aliases?.map(namePattern);
    return sums
      .filter(({ alias }) => patterns === undefined || patterns.some(({ matches }) => matches(alias)))
      .reduce<Spent>(together, NOTHING);
  });
}

async function sumsBy(
  db: Kysely<LedgerTables>,
  owner: 'key_id' | 'group_path',
  { table, where }: SpentSpan,
  byAlias: boolean,
  whose: RawBuilder<SqlBool>,
): Promise<OwnSum[]> {
  const column = sql.ref(owner);
  const alias = byAlias ? sql`coalesce(alias, '')` : sql`''`;
  const { rows } = await sql<Record<keyof OwnSum, unknown>>`
    select ${column} as owner, ${alias} as alias, ${usedIn(table)} from ${sql.table(table)}
    where ${where} and ${whose} group by ${byAlias ? sql`${column}, alias` : column}`.execute(db);
  return rows.map((row) => ({ owner: String(row.owner), alias: String(row.alias), ...readSpent(row) }));
}

function add(sums: Map<string, OwnSum[]>, owner: string, sum: OwnSum): void {
  const known = sums.get(owner);
  if (known === undefined) sums.set(owner, [sum]);
  else known.push(sum);
}

/** A group's path and those of the groups above it: `acme/search`, `acme`. */
function pathsTo(path: string): string[] {
  const paths: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) paths.push(path.slice(0, end));
  return paths;
}
