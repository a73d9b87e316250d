import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { optionalObject } from '../canonical/field-readers';

/** The type of an item that says nothing and changes what the answers after it are asked for with. */
export const CONFIGURATION_UPDATE = 'configuration_update';

/**
 * A request with the effort and the form of the answer that items amid its input ask for: each holds until the next one.
 * Format: `ResponseConfigurationUpdateItemParam` of https://github.com/openai/openai-node
 * @throws GatewayError INVALID_REQUEST naming an update whose shape is not the API's
 */
export function withConfiguration(body: JsonObject): JsonObject {
  const { input } = body;
  if (!Array.isArray(input)) return body;
  const configured: Partial<Record<string, Map<string, unknown>>> = {};
  for (const [index, item] of input.entries()) {
    if (!isObject(item) || item['type'] !== CONFIGURATION_UPDATE) continue;
    for (const field of ['reasoning', 'text']) {
      const update = optionalObject(item[field], `input.${index}.${field}`);
      if (update === undefined) continue;
      const before = body[field];
      const fields = (configured[field] ??= new Map(isObject(before) ? Object.entries(before) : []));
      for (const [name, value] of Object.entries(update)) fields.set(name, value);
    }
  }
  const changed = Object.entries(configured).map(([field, fields]) => [
    field,
    Object.fromEntries(fields ?? []),
  ]);
  return changed.length === 0 ? body : { ...body, ...(Object.fromEntries(changed) as JsonObject) };
}
