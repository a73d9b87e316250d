import type { JsonObject } from '../../json/json-object';
import { flatSchema } from '../canonical/flat-schema';
import { withPlainPatterns } from '../canonical/plain-patterns';

/**
 * A function's parameters as OpenAI takes them: without a type, or an object without properties, they are refused ("schema must be
 * a JSON Schema of 'type: \"object\"'", "object schema missing properties"). Tools of MCP servers often have such.
 * Source: https://github.com/openai/openai-agents-python/issues/449
 */
export function openAiParameters(given: JsonObject): JsonObject {
  const parameters = flatSchema(withPlainPatterns(given));
  const { type = 'object', properties } = parameters;
  if (parameters['$ref'] !== undefined) return parameters;
  if (type !== 'object' || (parameters['type'] !== undefined && properties !== undefined)) return parameters;
  return { ...parameters, type, properties: properties ?? {} };
}
