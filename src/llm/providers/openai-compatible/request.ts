import { editJson, removeFields, valueBytes } from '../../../json/json-edit';
import { isObject } from '../../../body/json-object';
import type { JsonObject } from '../../../body/json-object';
import { GatewayError } from '../../../errors/gateway-error';
import type { LlmCall } from '../../llm-adapter';
import { editedMessages, mayNeedEdits } from './message-history';
import type { RequestRules } from './vendor';

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
  { raw, body, model, modelIsBinding }: LlmCall,
  wanted: JsonObject,
  unwanted: readonly string[],
  { rules, strict = false }: RequestOptions,
): Buffer {
  const edits: Record<string, unknown> = {
    ...(body['model'] === model && modelIsBinding !== true ? {} : { model: asJson(model) }),
    ...wanted,
  };
  const removed = unwanted.filter((name) => Object.hasOwn(body, name));
  if (rules !== undefined) applyRules({ raw, body }, rules, strict, edits, removed);
  const changed = Object.keys(edits).length > 0 ? editJson(raw, body, edits) : raw;
  return removed.length > 0 ? removeFields(changed, removed) : changed;
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

function applyRules(
  { raw, body }: Pick<LlmCall, 'raw' | 'body'>,
  rules: RequestRules,
  strict: boolean,
  edits: Record<string, unknown>,
  removed: string[],
): void {
  for (const name of rules.dropped ?? []) {
    if (!Object.hasOwn(body, name)) continue;
    if (strict && body[name] !== null) throw unsupported(name);
    removed.push(name);
  }
  for (const [name, own] of Object.entries(rules.renamed ?? {})) {
    if (!Object.hasOwn(body, name)) continue;
    removed.push(name);
    if ((body[own] ?? null) === null && body[name] !== null) edits[own] = valueBytes(raw, name) ?? body[name];
  }
  if (!mayNeedEdits(raw, body, rules)) return;
  const messages = editedMessages(body['messages'], rules);
  if (messages !== undefined) edits['messages'] = messages;
}

/** The bytes of `stream_options` with usage asked for. */
function spliced(raw: Buffer, options: JsonObject): Buffer {
  const bytes = valueBytes(raw, 'stream_options');
  return bytes === undefined ? USAGE_ASKED_JSON : editJson(bytes, options, USAGE_ASKED);
}

function unsupported(name: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `${name} is not supported by this model's provider.`, {
    param: name,
    providerCode: 'unsupported_parameter',
  });
}
