import type { OpenAPIObject } from '@nestjs/swagger';

/** What needs another thing comes after it; what another thing needs is removed after that. */
const COLLECTIONS = [
  'groups',
  'connections',
  'models',
  'virtual-keys',
  'assignments',
  'budgets',
  'prices',
  'deployments',
];
const ADMIN = /^\/admin\/([\w-]+)(\/\{\w+\})?(\/.+)?$/;

/**
 * Puts the paths into the order in which their examples work, pressed from top to bottom: the admin API makes things
 * first, then uses them, and shows, changes and removes each of them at last. The other paths stay as they are.
 */
export function inWorkingOrder(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  return Object.fromEntries(
    Object.entries(paths)
      .map(([path, item]) => ({ path, item, place: placeOf(path) }))
      .sort((one, other) => one.place - other.place)
      .map(({ path, item }) => [path, item]),
  );
}

/** Sorting is stable: paths of one place keep their order. */
function placeOf(path: string): number {
  const [, collection, one, action] = ADMIN.exec(path) ?? [];
  if (collection === undefined) return 0;
  const known = COLLECTIONS.indexOf(collection);
  const place = known < 0 ? COLLECTIONS.length : known;
  if (one === undefined) return known < 0 || action !== undefined ? 30 : 10 + place;
  if (action !== undefined) return 20 + place;
  return 50 - place;
}
