import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/**
 * What a reference within a JSON schema (`#/$defs/node`) points to, by the names of fields (RFC 6901).
 * @returns undefined where that is no object
 */
export function referredIn(root: JsonObject, reference: string): JsonObject | undefined {
  let found: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return isObject(found) ? found : undefined;
}
