import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/**
 * The type of an item by which Codex gives an agent its task, or the answer of another agent.
 * Format: https://github.com/openai/codex/pull/26210, https://github.com/openai/codex/pull/27830
 */
export const AGENT_MESSAGE = 'agent_message';

/** What OpenAI has encrypted: https://github.com/fernet/spec/blob/master/Spec.md */
const CIPHERTEXT = /^gAAAA/;

/** What a message of an agent says to a model that is not OpenAI's. */
export interface AgentWords {
  readonly content: unknown;
  /** Whether some of it is for OpenAI's models alone. */
  readonly hidden: boolean;
}

/**
 * Codex hands on what a model wrote for another agent as encrypted, though only OpenAI's models encrypt it: from any other
 * it is the text itself.
 */
export function agentWords({ content }: JsonObject): AgentWords {
  if (!Array.isArray(content)) return { content, hidden: false };
  let hidden = false;
  const said = content.map((part: unknown) => {
    if (!isObject(part) || part['type'] !== 'encrypted_content') return part;
    const { encrypted_content: text } = part;
    const isText = typeof text === 'string' && !CIPHERTEXT.test(text);
    hidden ||= !isText;
    return { type: 'input_text', text: isText ? text : '' };
  });
  return { content: said, hidden };
}

/** The parameters of a function, and whether OpenAI is to encrypt some of what the model writes into them. */
export interface PlainParameters {
  readonly parameters: JsonObject | undefined;
  readonly encrypts: boolean;
}

/** Without the keyword by which OpenAI is asked to encrypt an argument: no other provider has it. */
export function plainParameters(parameters: JsonObject | undefined): PlainParameters {
  const properties = parameters?.['properties'];
  if (!isObject(properties) || !Object.values(properties).some(isEncrypted))
    return { parameters, encrypts: false };
  const plain = Object.entries(properties).map(([name, schema]) => {
    if (!isEncrypted(schema)) return [name, schema];
    const { encrypted: _encrypted, ...rest } = schema;
    return [name, rest];
  });
  return {
    parameters: { ...parameters, properties: Object.fromEntries(plain) as JsonObject },
    encrypts: true,
  };
}

function isEncrypted(schema: unknown): schema is JsonObject {
  return isObject(schema) && schema['encrypted'] === true;
}
