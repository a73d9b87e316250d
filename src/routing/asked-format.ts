import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';

/**
 * Fields with a grammar of vLLM's own.
 * Source: https://docs.vllm.ai/en/latest/features/structured_outputs.html
 */
const GRAMMARS = ['structured_outputs', 'guided_json', 'guided_regex', 'guided_choice', 'guided_grammar'];
const SCHEMAS_OF_GEMINI = ['responseSchema', 'response_schema', 'responseJsonSchema', 'response_json_schema'];
/** Types of an answer that is free. */
const FREE: ReadonlySet<unknown> = new Set([undefined, null, 'text', 'text/plain']);

/** Whether a request of any door asks for an answer by a JSON schema. */
export function asksForSchema(body: JsonObject): boolean {
  return (
    field(formatIn(body), 'type') === 'json_schema' ||
    SCHEMAS_OF_GEMINI.some((name) => isThere(geminiConfig(body), name))
  );
}

/** Whether a request of any door asks for an answer of a certain form: JSON, one by a schema, or by a grammar. */
export function asksForForm(body: JsonObject): boolean {
  const config = geminiConfig(body);
  return (
    !FREE.has(field(formatIn(body), 'type')) ||
    !FREE.has(field(config, 'responseMimeType') ?? field(config, 'response_mime_type')) ||
    SCHEMAS_OF_GEMINI.some((name) => isThere(config, name)) ||
    GRAMMARS.some((name) => isThere(body, name))
  );
}

/** OpenAI's of both APIs; Anthropic's, and the one of its beta. */
function formatIn(body: JsonObject): unknown {
  return (
    field(body, 'response_format') ??
    field(field(body, 'text'), 'format') ??
    field(field(body, 'output_config'), 'format') ??
    field(body, 'output_format')
  );
}

function geminiConfig(body: JsonObject): unknown {
  return field(body, 'generationConfig') ?? field(body, 'generation_config');
}

function isThere(value: unknown, name: string): boolean {
  return (field(value, name) ?? null) !== null;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
