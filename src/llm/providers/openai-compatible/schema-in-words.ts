import { isObject } from '../../../json/json-object';

/**
 * The instruction that represents a schema where only a bare `json_object` is known; undefined for a format without one. Some
 * clients send the schema beside the type (https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md).
 */
export function schemaInWords(format: unknown): string | undefined {
  if (!isObject(format)) return undefined;
  const { type, json_schema: named } = format;
  if (type !== 'json_schema' && (type !== 'json_object' || !isObject(format['schema']))) return undefined;
  const { name, description, schema } = isObject(named) ? named : format;
  const called = typeof name === 'string' && name !== '' ? ` (${name})` : '';
  const about = typeof description === 'string' && description !== '' ? ` ${description}` : '';
  return (
    `Answer with one JSON object${called} that is valid against this JSON schema, and with nothing else.${about}\n` +
    JSON.stringify(schema ?? {})
  );
}

/** The messages with one more instruction, behind those that they begin with; undefined where they are no list. */
export function withInstruction(messages: unknown, instruction: string): readonly unknown[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  const given: readonly unknown[] = messages;
  const found = given.findIndex((message) => !isObject(message) || message['role'] !== 'system');
  const at = found < 0 ? given.length : found;
  return [...given.slice(0, at), { role: 'system', content: instruction }, ...given.slice(at)];
}
