import { checkedTime, isReference, notAllowed } from '../field-checks';
import { objectIn } from '../json-text';
import { pageOf, windowOf } from '../pages';
import type { AuditFilter, Page, PageRequest } from '../registry-admin';
import type { RegistryContext } from '../registry-context';
import type { AuditRecord } from '../registry-records';

const POSITION = /^(\d{1,10})\.(\d{1,10})$/;
/** The largest number of PostgreSQL's `integer`, which both columns are. */
const MAX_INTEGER = 2 ** 31 - 1;

const ACTIONS: readonly string[] = ['create', 'update', 'remove', 'rotate', 'test', 'read'];
const ENTITIES: readonly string[] = [
  'connection',
  'model',
  'virtual_key',
  'assignment',
  'vault',
  'price',
  'group',
  'budget',
  'route',
  'call',
];

/**
 * Reads the audit table, the newest change first.
 * @throws GatewayError INVALID_REQUEST with `param` for a page or a filter that is not allowed
 */
export async function listAudit(
  context: RegistryContext,
  page: PageRequest & AuditFilter = {},
): Promise<Page<AuditRecord>> {
  const window = windowOf(page);
  const position = positionOf(window.after);
  const { actor, of, action, entity } = page;
  if (action !== undefined) checkWord('action', action, ACTIONS);
  if (entity !== undefined) checkWord('entity', entity, ENTITIES);
  const since = momentOf('since', page.since);
  const until = momentOf('until', page.until);
  // What no record can hold is not asked of the database: PostgreSQL takes no text with U+0000 in it.
  if ([actor, of].some((text) => text !== undefined && !isReference(text)))
    return { data: [], next_cursor: null };
  const rows = await context.read((db) => {
    let query = db
      .selectFrom('audit')
      .selectAll()
      .orderBy('version', 'desc')
      .orderBy('item', 'desc')
      .limit(window.limit + 1);
    if (actor !== undefined) query = query.where('actor', '=', actor);
    if (action !== undefined) query = query.where('action', '=', action);
    if (entity !== undefined) query = query.where('entity', '=', entity);
    if (of !== undefined)
      query = query.where((column) =>
        column.or([column('entity_id', '=', of), column('entity_name', '=', of)]),
      );
    if (since !== undefined) query = query.where('at', '>=', since);
    if (until !== undefined) query = query.where('at', '<', until);
    if (position === undefined) return query.execute();
    const { version, item } = position;
    return query
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

function checkWord(param: string, word: string, words: readonly string[]): void {
  if (!words.includes(word)) throw notAllowed(param, `The ${param} must be one of: ${words.join(', ')}.`);
}

/** A time as the table has it, in UTC. */
function momentOf(param: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(checkedTime(text, param)).toISOString();
}
