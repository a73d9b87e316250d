import type { Kysely } from 'kysely';
import { GatewayError } from '../../errors/gateway-error';
import { checkedAlias, isReference, notAllowed } from '../field-checks';
import { pageOf, windowOf } from '../pages';
import { newId } from '../record-id';
import type { NewRoute, Page, PageRequest, RoutePatch } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { RouteRecord } from '../registry-records';
import type { RoutesTable, Tables } from '../tables';
import { checkedRouteRules, routeRecord, routeRules } from './route.record';

/** What is said of a name that deployments are behind: an alias, a model's name, or a pattern of these. */
export class RoutesStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page?: PageRequest): Promise<Page<RouteRecord>> {
    const window = windowOf(page);
    const rows = await this.context.read((db) =>
      db
        .selectFrom('routes')
        .selectAll()
        .where('id', '>', window.after)
        .orderBy('id')
        .limit(window.limit + 1)
        .execute(),
    );
    return pageOf(rows.map(routeRecord), window, ({ id }) => id);
  }

  async get(ref: string): Promise<RouteRecord> {
    return routeRecord(await this.context.read((db) => requireRoute(db, ref)));
  }

  /** @throws GatewayError INVALID_REQUEST with `param`; CONFLICT where the name has one */
  create(input: NewRoute): Promise<RouteRecord> {
    const name = checkedRouteName(input.name);
    const rules = checkedRouteRules(input);
    return this.context.change(async ({ db, at, note }) => {
      if ((await findRoute(db, name)) !== undefined) {
        throw new GatewayError('CONFLICT', `There is a route '${name}' already.`, { param: 'name' });
      }
      const row = {
        id: newId('route'),
        name,
        settings: JSON.stringify(rules),
        created_at: at,
        updated_at: at,
      };
      await db.insertInto('routes').values(row).execute();
      note({
        action: 'create',
        entity: 'route',
        entityId: row.id,
        entityName: name,
        after: { name, ...rules },
      });
      return routeRecord(row);
    });
  }

  update(ref: string, patch: RoutePatch): Promise<RouteRecord> {
    return this.context.change(async ({ db, at, note }) => {
      const row = await requireRoute(db, ref);
      const before = routeRules(row.settings);
      const after = checkedRouteRules(patch, before);
      const next: RoutesTable = { ...row, settings: JSON.stringify(after), updated_at: at };
      await db.updateTable('routes').set(next).where('id', '=', row.id).execute();
      const changed = changedFields({ ...before }, { ...after });
      const names = { entityId: row.id, entityName: row.name };
      if (changed !== undefined) note({ action: 'update', entity: 'route', ...names, ...changed });
      return routeRecord(next);
    });
  }

  remove(ref: string): Promise<void> {
    return this.context.change(async ({ db, note }) => {
      const { id, name, settings } = await requireRoute(db, ref);
      await db.deleteFrom('routes').where('id', '=', id).execute();
      const before = { name, ...routeRules(settings) };
      note({ action: 'remove', entity: 'route', entityId: id, entityName: name, before });
    });
  }
}

function checkedRouteName(value: unknown): string {
  try {
    return checkedAlias(value);
  } catch {
    throw notAllowed(
      'name',
      'The name must be 1 to 256 letters, digits or . _ : @ / + ~ -, beginning with a letter or digit; * is any text.',
    );
  }
}

async function findRoute(db: Kysely<Tables>, ref: string): Promise<RoutesTable | undefined> {
  if (!isReference(ref)) return undefined;
  const query = db.selectFrom('routes').selectAll();
  return (
    (await query.where('id', '=', ref).executeTakeFirst()) ?? query.where('name', '=', ref).executeTakeFirst()
  );
}

async function requireRoute(db: Kysely<Tables>, ref: string): Promise<RoutesTable> {
  const row = await findRoute(db, ref);
  if (row === undefined) throw new GatewayError('NOT_FOUND', `There is no route '${ref}'.`);
  return row;
}
