import { editJson, removeFields, valueBytes } from '../../../json/json-edit';
import { isOutlined, outlineOf } from '../../../body/large-body';
import { isObject } from '../../../json/json-object';
import { entryOf } from '../../../json/lookup';
import type { JsonObject } from '../../../json/json-object';
import { checkResultRoles, checkToolResults } from '../../../wire/openai-chat/tool-results';
import type { LlmCall } from '../../llm-adapter';
import { mayHoldCacheMarks, withoutCacheMarks } from './cache-marks';
import { declaredTools } from './custom-tools';
import { DroppedFields } from './dropped-fields';
import { declares, editedTools } from './edited-tools';
import { editedMessages, mayNeedEdits } from './message-history';
import { schemaInWords, withInstruction } from './schema-in-words';
import { isForced, lacksReasoning } from './thinking-off';
import type { Generation, ModelRules, PrefillRule, RequestRules } from './vendor';

/** How a request is made fit for its vendor. */
export interface RequestOptions {
  readonly rules?: RequestRules | undefined;
  /** What the rules would drop is a 400 naming the field. */
  readonly strict?: boolean;
}

/**
 * The body of a whole answer's request: the caller's bytes, with another model name where it was resolved.
 * @throws GatewayError INVALID_REQUEST naming a field that the vendor does not take, in strict mode
 */
export function wholeRequestBody(call: LlmCall, options: RequestOptions = {}): Buffer {
  return edited(call, {}, [], options);
}

/**
 * The body of a stream's request: usage is asked for in any case, because the calls are accounted for by it
 * (https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options); with `usage: 'unasked'` the
 * upstream is known to refuse that.
 * @throws GatewayError as {@link wholeRequestBody}
 */
export function streamRequestBody(
  call: LlmCall,
  options: RequestOptions = {},
  usage: 'asked' | 'unasked' = 'asked',
): Buffer {
  if (usage === 'unasked') return edited(call, {}, ['stream_options'], options);
  const given = call.body['stream_options'];
  if (!isObject(given)) return edited(call, { stream_options: USAGE_ASKED_JSON }, [], options);
  const asked = given['include_usage'] === true;
  return edited(call, asked ? {} : { stream_options: spliced(call.raw, given) }, [], options);
}

const USAGE_ASKED = { include_usage: true };
const USAGE_ASKED_JSON = Buffer.from(JSON.stringify(USAGE_ASKED));

/** The caller's bytes with the edits, the resolved model and what the vendor's rules ask for. */
function edited(
  call: LlmCall,
  wanted: JsonObject,
  unwanted: readonly string[],
  { rules, strict = false }: RequestOptions,
): Buffer {
  const { raw, body, model, modelIsBinding } = call;
  const edits: Record<string, unknown> = {
    ...(body['model'] === model && modelIsBinding !== true ? {} : { model: asJson(model) }),
    ...wanted,
  };
  // Google's word, which Copilot's CLI says of every model called gemini; servers that speak like OpenAI refuse it, LiteLLM too.
  if (body['tool_choice'] === 'validated') edits['tool_choice'] = 'auto';
  const removed = unwanted.filter((name) => Object.hasOwn(body, name));
  if (rules !== undefined) {
    const dropped = new DroppedFields(call, strict);
    removed.push(...applyRules(call, rules, dropped, edits));
    if (rules.closedSchema) removed.push(...nullFields(body).filter((name) => !Object.hasOwn(edits, name)));
    if (call.prefill === true || (rules.prefill?.always && endsWithAssistant(body)))
      askToGoOn(body, rules.prefill ?? {}, edits);
    dropped.note();
  }
  const changed = Object.keys(edits).length > 0 ? editJson(raw, body, edits) : raw;
  return removed.length > 0 ? removeFields(changed, removed) : changed;
}

/** Fields that say nothing; those of a large body that are not parsed do not count. */
function nullFields(body: JsonObject): readonly string[] {
  return Object.keys(body).filter((name) => Object.getOwnPropertyDescriptor(body, name)?.value === null);
}

/** Names of models come again and again; so many of their JSON forms are kept. */
const MAX_KEPT_NAMES = 1_000;
const namesAsJson = new Map<string, Buffer>();

function asJson(model: string): Buffer {
  let bytes = namesAsJson.get(model);
  if (bytes === undefined) {
    bytes = Buffer.from(JSON.stringify(model));
    if (namesAsJson.size >= MAX_KEPT_NAMES) namesAsJson.clear();
    namesAsJson.set(model, bytes);
  }
  return bytes;
}

/** Adds to the edits what the rules ask for. @returns the fields to leave out */
function applyRules(
  call: LlmCall,
  rules: RequestRules,
  dropped: DroppedFields,
  edits: Record<string, unknown>,
): string[] {
  const { raw, body, model, modelName } = call;
  if (rules.resultsNeedCalls) checkResults(body);
  const removed: string[] = [];
  const generation = generationOf([modelName ?? model, model], rules);
  for (const each of [rules, generation]) {
    if (each === undefined) continue;
    removed.push(...droppedFields(body, each, dropped));
    for (const [name, own] of Object.entries(each.renamed ?? {})) {
      if (!Object.hasOwn(body, name)) continue;
      removed.push(name);
      if ((body[own] ?? null) === null && body[name] !== null)
        edits[own] = valueBytes(raw, name) ?? body[name];
    }
    const effort = body['reasoning_effort'];
    const nearest = entryOf(each.efforts, effort);
    const fields = entryOf(each.effortFields, effort);
    if (fields !== undefined) {
      removed.push('reasoning_effort');
      addUnsaid(fields, body, edits);
    } else if (nearest !== undefined && !removed.includes('reasoning_effort'))
      edits['reasoning_effort'] = nearest;
    if (each.callsStreamed !== undefined && body['stream'] === true && declares(body, 'tools'))
      addUnsaid(each.callsStreamed, body, edits);
  }
  removed.push(...withoutTier(body, rules, dropped, edits), ...editedTools(call, rules, edits));
  const wanted = generation?.wantsReasoning;
  const lacks = wanted !== undefined && lacksReasoning(raw, body, wanted);
  const off = generation?.thinkingOff;
  if (off !== undefined && (lacks || isForcing(body, edits)))
    removed.push(...withoutThinking(body, off, dropped, edits));
  const isMarked = rules.refusesCacheMarks === true && mayHoldCacheMarks(raw);
  if (isMarked) removed.push(...unmarkedFields(call, dropped, edits));
  const inWords = rules.noJsonSchema ?? generation?.noJsonSchema;
  const schema = inWords ? schemaInWords(body['response_format']) : undefined;
  if (schema !== undefined) {
    dropped.drop('response_format');
    edits['response_format'] = { type: 'json_object' };
  }
  const lacksFields = lacks && off === undefined;
  if (schema === undefined && !lacksFields && !mayNeedEdits(raw, body, rules)) return removed;
  const given = edits['messages'] ?? body['messages'];
  const reasoningAs = rules.reasoningAs ?? generation?.reasoningAs;
  const messages = editedMessages(given, rules, dropped, { fills: lacksFields, name: reasoningAs });
  const told = schema === undefined ? messages : withInstruction(messages ?? given, schema);
  if (told !== undefined) edits['messages'] = told;
  return removed;
}

/** Adds the fields of which the request itself says nothing to the edits. */
function addUnsaid(fields: JsonObject, body: JsonObject, edits: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(fields)) if ((body[name] ?? null) === null) edits[name] = value;
}

/** Whether a tool has to be called. */
function isForcing(body: JsonObject, edits: Readonly<Record<string, unknown>>): boolean {
  return isForced(edits['tool_choice'] ?? body['tool_choice']) && declares(body, 'tools');
}

/** Adds to the edits what switches thinking off, unless the request says itself whether to think. @returns the fields to leave out */
function withoutThinking(
  body: JsonObject,
  off: JsonObject,
  dropped: DroppedFields,
  edits: Record<string, unknown>,
): string[] {
  if (Object.keys(off).some((name) => (edits[name] ?? body[name] ?? null) !== null)) return [];
  Object.assign(edits, off);
  delete edits['reasoning_effort'];
  if ((body['reasoning_effort'] ?? null) === null) return [];
  dropped.drop('reasoning_effort');
  return ['reasoning_effort'];
}

/** Adds the vendor's own service tier to the edits. @returns the fields to leave out */
function withoutTier(
  { service_tier: tier }: JsonObject,
  { serviceTiers }: RequestRules,
  dropped: DroppedFields,
  edits: Record<string, unknown>,
): string[] {
  if (serviceTiers === undefined || typeof tier !== 'string') return [];
  const own = entryOf(serviceTiers, tier);
  if (own === undefined) {
    dropped.drop('service_tier');
    return ['service_tier'];
  }
  if (own !== tier) edits['service_tier'] = own;
  return [];
}

/** Adds messages and tools without cache marks to the edits. @returns the fields to leave out */
function unmarkedFields(
  { raw, body }: LlmCall,
  dropped: DroppedFields,
  edits: Record<string, unknown>,
): string[] {
  const removed = (body['cache_control'] ?? null) === null ? [] : ['cache_control'];
  const lists = { messages: body['messages'], tools: edits['tools'] ?? declaredTools(raw) };
  let isFound = removed.length > 0;
  for (const [name, list] of Object.entries(lists)) {
    if (!Array.isArray(list)) continue;
    const unmarked = withoutCacheMarks(list);
    if (unmarked === list) continue;
    edits[name] = unmarked;
    isFound = true;
  }
  if (isFound) dropped.drop('cache_control');
  return removed;
}

/** Of a large body the roles alone are known, and it is not parsed for this. */
function checkResults(body: JsonObject): void {
  const messages = outlineOf(body, 'messages');
  if (!Array.isArray(messages)) return;
  if (isOutlined(body, 'messages')) checkResultRoles(messages);
  else checkToolResults(messages);
}

/** Whether an assistant's text ends the request: calls without their results cannot be gone on with. */
function endsWithAssistant(body: JsonObject): boolean {
  const outlines = outlineOf(body, 'messages');
  const last: unknown = Array.isArray(outlines) ? outlines.at(-1) : undefined;
  if (!isObject(last) || last['role'] !== 'assistant') return false;
  const messages = body['messages'];
  const message: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return isObject(message) && !Array.isArray(message['tool_calls']);
}

/** Marks the last message as the beginning of the answer. */
function askToGoOn(body: JsonObject, rule: PrefillRule, edits: Record<string, unknown>): void {
  Object.assign(edits, rule.body);
  const given = edits['messages'] ?? body['messages'];
  if (rule.message === undefined || !Array.isArray(given)) return;
  const messages: readonly unknown[] = given;
  const last = messages.at(-1);
  // An answer that says nothing may have been left out.
  if (isObject(last) && last['role'] === 'assistant')
    edits['messages'] = [...messages.slice(0, -1), { ...last, ...rule.message }];
}

/** Values that say what is so without them: they are left out, and nothing is lost. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  reasoning_effort: 'none',
  verbosity: 'medium',
  parallel_tool_calls: false,
  store: false,
  service_tier: 'auto',
};

function droppedFields(body: JsonObject, rules: ModelRules | Generation, dropped: DroppedFields): string[] {
  const isRefused = !('whenReasoning' in rules) || reasons(rules, body['reasoning_effort']);
  const anyway = 'droppedAnyway' in rules ? rules.droppedAnyway : undefined;
  const refused = [...((isRefused ? rules.dropped : undefined) ?? []), ...(anyway ?? [])];
  const names = refused.filter((name) => Object.hasOwn(body, name));
  for (const name of names) if (!saysNothing(name, body[name])) dropped.drop(name);
  return names;
}

/** Whether a generation reasons at this effort; undefined and null for one that is not named. */
export function reasons({ reasonsUnasked }: Generation, effort: unknown): boolean {
  return (effort ?? (reasonsUnasked ? 'medium' : 'none')) !== 'none';
}

/** Whether it is so without the field too. */
function saysNothing(name: string, value: unknown): boolean {
  return value === null || value === NEUTRAL[name] || (Array.isArray(value) && value.length === 0);
}

/** The generation of a model. @param given its name, and that of its deployment */
export function generationOf(
  given: readonly string[],
  { generations = [] }: RequestRules,
): Generation | undefined {
  return generations.find(({ models }) => isNamed(given, models));
}

/** Whether a model is one of those. @param given as for {@link generationOf} */
export function isNamed(given: readonly string[], models: RegExp): boolean {
  return given.some((name) => models.test(name.slice(name.lastIndexOf('/') + 1).toLowerCase()));
}

/** The bytes of `stream_options` with usage asked for. */
function spliced(raw: Buffer, options: JsonObject): Buffer {
  const bytes = valueBytes(raw, 'stream_options');
  return bytes === undefined ? USAGE_ASKED_JSON : editJson(bytes, options, USAGE_ASKED);
}
