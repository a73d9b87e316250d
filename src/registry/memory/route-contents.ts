import type { Kysely } from 'kysely';
import type { RouteSettings } from '../../config/provider-file/route-settings';
import { routeRules, routeSettings } from '../routes/route.record';
import type { Tables } from '../tables';

/** What is said of names, by name; replaced whole when one of them changes. */
export type RouteContents = ReadonlyMap<string, RouteSettings>;

/** Nothing is said. */
export const NO_ROUTES: RouteContents = new Map();

/** Reads all of it from one state of the database. */
export async function readRoutes(db: Kysely<Tables>): Promise<RouteContents> {
  const rows = await db.selectFrom('routes').select(['name', 'settings']).orderBy('id').execute();
  return new Map(rows.map(({ name, settings }) => [name, routeSettings(routeRules(settings))]));
}
