import { notAllowed } from './field-checks';
import { objectIn } from './json-text';
import { pageOf, windowOf } from './pages';
import type { Page, PageRequest } from './registry-admin';
import type { RegistryContext } from './registry-context';
import type { AuditRecord } from './registry-records';

const POSITION = /^(\d{1,10})\.(\d{1,10})$/;
/** The largest number of PostgreSQL's `integer`, which both columns are. */
const MAX_INTEGER = 2 ** 31 - 1;

/** Reads the audit table, the newest change first. */
export async function listAudit(context: RegistryContext, page?: PageRequest): Promise<Page<AuditRecord>> {
  const window = windowOf(page);
  const position = positionOf(window.after);
  const rows = await context.read((db) => {
    const newestFirst = db
      .selectFrom('audit')
      .selectAll()
      .orderBy('version', 'desc')
      .orderBy('item', 'desc')
      .limit(window.limit + 1);
    if (position === undefined) return newestFirst.execute();
    const { version, item } = position;
    return newestFirst
      .where((column) =>
        column.or([
          column('version', '<', version),
          column.and([column('version', '=', version), column('item', '<', item)]),
        ]),
      )
      .execute();
  });
  const listed = pageOf(rows, window, ({ version, item }) => `${version}.${item}`);
  return {
    next_cursor: listed.next_cursor,
    data: listed.data.map((row) => ({
      version: row.version,
      at: row.at,
      actor: row.actor,
      // Only changeRegistry writes here, and it takes no other words.
      action: row.action as AuditRecord['action'],
      entity: row.entity as AuditRecord['entity'],
      entity_id: row.entity_id,
      entity_name: row.entity_name,
      before: objectIn(row.before) ?? null,
      after: objectIn(row.after) ?? null,
    })),
  };
}

function positionOf(after: string): { version: number; item: number } | undefined {
  if (after === '') return undefined;
  const [, version, item] = POSITION.exec(after) ?? [];
  const position = { version: Number(version ?? NaN), item: Number(item ?? NaN) };
  if (position.version <= MAX_INTEGER && position.item <= MAX_INTEGER) return position;
  throw notAllowed('cursor', "The cursor must be the 'next_cursor' of the page before.");
}
