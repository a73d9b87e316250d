import { wrongField } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { CallIds } from '../canonical/call-ids';
import { neededObject, neededText, objectList } from '../canonical/field-readers';
import { returnedLayout } from './provider-fields/returned-fields';

/**
 * Whether a request asks in the form that `tools` replaced: its answer has one `function_call` then.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-functions
 */
export function usesFunctions(body: JsonObject): boolean {
  return Object.hasOwn(body, 'functions') && (body['functions'] ?? null) !== null;
}

/**
 * A request with tools in the place of `functions`, `function_call` and messages of the role `function`; the same object where
 * it has none of them. Calls get ids by their place, so that the same conversation always has the same.
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function functionsAsTools(body: JsonObject): JsonObject {
  const said: unknown = body['messages'];
  const isOld = Array.isArray(said) && said.some(isLegacy);
  if (!isOld && !usesFunctions(body) && (body['function_call'] ?? null) === null) return body;
  const { functions, function_call: choice, ...rest } = body;
  const converted: Record<string, unknown> = { ...rest };
  if (usesFunctions(body)) {
    const listed: unknown[] = Array.isArray(body['tools']) ? body['tools'] : [];
    const tools = [...listed, ...objectList(functions, 'functions').map(asTool)];
    if (tools.length > 0) {
      converted['tools'] = tools;
      // There is one place for a call in the answer.
      converted['parallel_tool_calls'] = false;
    }
  }
  if ((choice ?? null) !== null && (rest['tool_choice'] ?? null) === null)
    converted['tool_choice'] = asToolChoice(choice);
  if (isOld) converted['messages'] = asToolMessages(said);
  return converted;
}

function asTool(definition: JsonObject, index: number): JsonObject {
  neededText(definition['name'], `functions.${index}.name`);
  const { parameters } = definition;
  if ((parameters ?? null) !== null) neededObject(parameters, `functions.${index}.parameters`);
  return { type: 'function', function: definition };
}

function asToolChoice(choice: unknown): unknown {
  if (choice === 'none' || choice === 'auto') return choice;
  const name = isObject(choice) ? choice['name'] : undefined;
  if (typeof name === 'string' && name !== '') return { type: 'function', function: { name } };
  throw wrongField('function_call', 'must be none, auto or name a function');
}

/** Whether a message calls a function in the old form, or has its result. */
function isLegacy(message: unknown): boolean {
  if (!isObject(message)) return false;
  return message['role'] === 'function' || (message['function_call'] ?? null) !== null;
}

function asToolMessages(messages: readonly unknown[]): readonly unknown[] {
  const ids = new CallIds();
  return messages.map((message, index) => {
    if (!isObject(message) || !isLegacy(message)) return message;
    const at = `messages.${index}`;
    return message['role'] === 'function' ? resultMessage(message, at, ids) : callMessage(message, at, ids);
  });
}

function callMessage(message: JsonObject, at: string, ids: CallIds): JsonObject {
  const { function_call: called, tool_calls: others, ...rest } = message;
  const call = neededObject(called, `${at}.function_call`);
  const name = neededText(call['name'], `${at}.function_call.name`);
  const id = ids.call(idInLayout(message), name);
  const listed: unknown[] = Array.isArray(others) ? others : [];
  const { extra_content: extra, ...named } = call;
  const signed = extra === undefined ? {} : { extra_content: extra };
  return { ...rest, tool_calls: [...listed, { id, type: 'function', function: named, ...signed }] };
}

/** The call's own id, where the caller sent back what its answer told of it. */
function idInLayout(message: JsonObject): string | undefined {
  const blocks = returnedLayout(message['provider_fields'])?.blocks ?? [];
  const [only, ...more] = blocks.flatMap((block) => (block.type === 'tool_call' ? [block.id] : []));
  return more.length === 0 ? only : undefined;
}

/** The call has the name. */
function resultMessage({ role: _role, name, ...rest }: JsonObject, at: string, ids: CallIds): JsonObject {
  const id = ids.result(undefined, neededText(name, `${at}.name`));
  if (id === undefined) throw wrongField(`${at}.name`, 'names no function call of an earlier message');
  return { ...rest, role: 'tool', tool_call_id: id };
}
