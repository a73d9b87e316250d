import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { hasSameEntries } from '../../../json/same-entries';
import { outlineOf } from '../../../body/large-body';
import { inputText } from '../../../wire/canonical/tool-text';
import { alternating, breaksAlternation } from './alternating-roles';
import { callAsFunction } from './custom-tools';
import type { DroppedFields } from './dropped-fields';
import { earlierCallIds } from './earlier-calls';
import { breaksRoleOrder, inRoleOrder } from './role-order';
import { ShortCallIds } from './short-call-ids';
import { mayHoldLists, withTextContent } from './text-content';
import { callsTools, lacksIts } from './thinking-off';
import type { RequestRules } from './vendor';

/**
 * Whether a request's messages may hold anything that a vendor refuses. Told by the roles, and by a search of the bytes
 * where earlier answers are among them, so that the messages of nearly every request are never read.
 */
export function mayNeedEdits(raw: Buffer, body: JsonObject, rules: RequestRules): boolean {
  const messages = outlineOf(body, 'messages');
  if (!Array.isArray(messages)) return false;
  const holds = (role: string): boolean =>
    messages.some((message: unknown) => isObject(message) && message['role'] === role);
  if (rules.noDeveloperRole && holds('developer')) return true;
  if (rules.strictRoleOrder && breaksRoleOrder(messages)) return true;
  if (rules.alternatingRoles && breaksAlternation(messages)) return true;
  if (rules.documentUrls && raw.includes('"file_data"')) return true;
  if (rules.textContent !== undefined && mayHoldLists(raw)) return true;
  const readsCalls = rules.textContent === 'all' || rules.parsesArguments === true;
  if (readsCalls && holds('assistant') && raw.includes('"tool_calls"')) return true;
  const refused = rules.refusedInMessages ?? [];
  if (refused.some((field) => raw.includes(`"${field}"`))) return true;
  if (rules.shortCallIds && (holds('tool') || (holds('assistant') && raw.includes('"tool_calls"'))))
    return true;
  if (rules.functionsAlone && holds('assistant') && raw.includes('"custom"')) return true;
  const fields = rules.droppedFromMessages ?? [];
  return holds('assistant') && fields.some((field) => raw.includes(`"${field}"`));
}

/** What becomes of the reasoning of earlier answers. */
interface EarlierReasoning {
  /** Whether calls without a field for it get a blank one. */
  readonly fills: boolean;
  /** Where it goes in place of `reasoning_content`. */
  readonly name?: 'reasoning' | undefined;
}

/**
 * The messages as a vendor takes them; undefined when there is nothing to change.
 * @throws GatewayError INVALID_REQUEST naming a field that is refused, in strict mode
 */
export function editedMessages(
  messages: unknown,
  rules: RequestRules,
  dropped: DroppedFields,
  reasoning: EarlierReasoning,
): readonly unknown[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  const ids = rules.shortCallIds ? new ShortCallIds(callIds(messages)) : undefined;
  const edited = messages.map((message: unknown) => {
    if (!isObject(message)) return message;
    const named = reasoning.name === undefined ? message : withReasoning(message, reasoning.name);
    const edited = editMessage(refused(named, rules, dropped), rules, dropped);
    // Kimi takes an empty text for none: https://github.com/theopenco/llmgateway/pull/2093
    const lacks = reasoning.fills && callsTools(edited) && lacksIts(edited, 'calls');
    const kept = lacks ? { ...edited, reasoning_content: ' ' } : edited;
    return ids === undefined ? kept : withShortIds(kept, ids);
  });
  const ordered = inOrder(edited, rules);
  return hasSameEntries(ordered, messages) ? undefined : ordered;
}

function inOrder(messages: readonly unknown[], rules: RequestRules): readonly unknown[] {
  if (rules.strictRoleOrder && breaksRoleOrder(messages)) return inRoleOrder(messages);
  return rules.alternatingRoles && breaksAlternation(messages) ? alternating(messages) : messages;
}

/** Clients that know one name of the reasoning send it back under that. */
function withReasoning(message: JsonObject, name: 'reasoning'): JsonObject {
  const { reasoning_content: text } = message;
  const isSaid = message['role'] === 'assistant' && typeof text === 'string' && text !== '';
  return isSaid && (message[name] ?? null) === null ? { ...message, [name]: text } : message;
}

/** Ids of calls and of their results. */
function callIds(messages: readonly unknown[]): string[] {
  const ofResults = messages.filter(isObject).map((message) => message['tool_call_id']);
  return [...earlierCallIds({ messages }), ...ofResults.filter((id) => typeof id === 'string')];
}

function withShortIds(message: JsonObject, ids: ShortCallIds): JsonObject {
  const { tool_calls: calls, tool_call_id: result } = message;
  let edited = message;
  if (typeof result === 'string' && ids.of(result) !== result) {
    edited = { ...edited, tool_call_id: ids.of(result) };
  }
  if (!Array.isArray(calls)) return edited;
  const short = calls.map((call: unknown) => {
    const id = isObject(call) ? call['id'] : undefined;
    return isObject(call) && typeof id === 'string' && ids.of(id) !== id ? { ...call, id: ids.of(id) } : call;
  });
  return hasSameEntries(short, calls) ? edited : { ...edited, tool_calls: short };
}

function refused(
  message: JsonObject,
  { refusedInMessages = [], takesFrom }: RequestRules,
  dropped: DroppedFields,
): JsonObject {
  if (takesFrom !== undefined && message['role'] === takesFrom) return message;
  for (const field of refusedInMessages) {
    if ((message[field] ?? null) !== null) dropped.drop(`messages.${field}`);
  }
  return without(message, refusedInMessages);
}

function editMessage(message: JsonObject, rules: RequestRules, dropped: DroppedFields): JsonObject {
  let edited = withoutAnswerFields(message, rules, dropped);
  const calls = edited['tool_calls'];
  if (Array.isArray(calls)) {
    const kept = calls.map((call: unknown) =>
      isObject(call) ? editCall(without(call, rules.droppedFromMessages), rules) : call,
    );
    if (!hasSameEntries(kept, calls)) edited = { ...edited, tool_calls: kept };
  }
  if (rules.documentUrls && Array.isArray(edited['content']))
    edited = withDocumentUrls(edited, edited['content']);
  const told = withTextContent(edited, rules, dropped);
  return rules.noDeveloperRole && told['role'] === 'developer' ? { ...told, role: 'system' } : told;
}

/** Files inside the request in Mistral's form: https://docs.mistral.ai/api (`DocumentURLChunk`) */
function withDocumentUrls(message: JsonObject, content: readonly unknown[]): JsonObject {
  const parts = content.map((part: unknown) => {
    const file = isObject(part) && part['type'] === 'file' ? part['file'] : undefined;
    if (!isObject(file) || typeof file['file_data'] !== 'string') return part;
    const { filename, file_data: url } = file;
    const name = typeof filename === 'string' ? { document_name: filename } : {};
    return { type: 'document_url', document_url: url, ...name };
  });
  return hasSameEntries(parts, content) ? message : { ...message, content: parts };
}

/** A refusal that has no field of its own is what was said; pictures that have none are named. */
function withoutAnswerFields(
  message: JsonObject,
  { droppedFromMessages = [] }: RequestRules,
  dropped: DroppedFields,
): JsonObject {
  const { refusal, images, content } = message;
  const kept = without(message, droppedFromMessages);
  if (kept === message) return message;
  if (droppedFromMessages.includes('images') && Array.isArray(images) && images.length > 0)
    dropped.drop('messages.images');
  const isSaid = typeof refusal === 'string' && refusal !== '' && droppedFromMessages.includes('refusal');
  return isSaid && (content ?? '') === '' ? { ...kept, content: refusal } : kept;
}

function editCall(call: JsonObject, { functionsAlone, parsesArguments }: RequestRules): JsonObject {
  const edited = functionsAlone ? callAsFunction(call) : call;
  return parsesArguments ? withObject(edited) : edited;
}

/** A call whose arguments are a JSON object, as the model wrote them where they are one. */
function withObject(call: JsonObject): JsonObject {
  const { function: called } = call;
  if (!isObject(called) || typeof called['arguments'] !== 'string') return call;
  const text = inputText({ tool: 'function', input: called['arguments'] });
  return text === called['arguments'] ? call : { ...call, function: { ...called, arguments: text } };
}

function without(object: JsonObject, fields: readonly string[] = []): JsonObject {
  if (!fields.some((field) => Object.hasOwn(object, field))) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => !fields.includes(key)));
}
