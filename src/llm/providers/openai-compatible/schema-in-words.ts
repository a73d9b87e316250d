import { isObject } from '../../../json/json-object';

/** The instruction that represents a `json_schema` where only `json_object` is known; undefined for another format. */
export function schemaInWords(format: unknown): string | undefined {
  if (!isObject(format) || format['type'] !== 'json_schema') return undefined;
  const given = format['json_schema'];
  const { name, description, schema } = isObject(given) ? given : {};
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
