import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';

/**
 * Whether a row is of a group, or of one below it.
 * @param path the group's (`acme/search`); rows have theirs in the column `group_path`
 */
export function atOrBelow(path: string): RawBuilder<SqlBool> {
  const below = `${path}/`;
  return sql<SqlBool>`(group_path = ${path} or substr(group_path, 1, ${sql.lit(below.length)}) = ${below})`;
}
