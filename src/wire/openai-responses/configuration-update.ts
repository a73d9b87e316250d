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
  let configured = body;
  for (const [index, item] of input.entries()) {
    if (!isObject(item) || item['type'] !== CONFIGURATION_UPDATE) continue;
    for (const field of ['reasoning', 'text']) {
      const update = optionalObject(item[field], `input.${index}.${field}`);
      const before = configured[field];
      if (update !== undefined)
        configured = { ...configured, [field]: { ...(isObject(before) ? before : {}), ...update } };
    }
  }
  return configured;
}
