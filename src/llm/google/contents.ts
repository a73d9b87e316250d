import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { ChatMessage, ToolCall } from '../canonical/chat-request';
import { textOf } from '../canonical/content-parts';
import { geminiPart } from './media';
import { modelGeneration } from './model-generation';
import { returnedCallFields, returnedFields } from './provider-fields';
import type { KeptPart } from './provider-fields';

/**
 * Stands for the signature of a call that another model made, or whose caller dropped it.
 * https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const NO_SIGNATURE = 'skip_thought_signature_validator';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
type ToolMessage = Extract<ChatMessage, { role: 'tool' }>;

/** A conversation in Gemini's form. */
export interface Conversation {
  readonly systemInstruction: JsonObject | undefined;
  readonly contents: readonly JsonObject[];
}

/**
 * Maps the messages: system messages go to the front as one instruction, the results of tools that were called together
 * go back as one turn.
 * Format: https://ai.google.dev/api/caching#Content
 * @throws GatewayError INVALID_REQUEST naming the message
 */
export function geminiConversation(messages: readonly ChatMessage[], model: string): Conversation {
  const { signaturesNeeded } = modelGeneration(model);
  const system: JsonObject[] = [];
  const contents: JsonObject[] = [];
  /** Calls so far, by id; a later one with the same id is the one that a result belongs to. */
  const calls = new Map<string, ToolCall>();
  let results: JsonObject[] | undefined;
  for (const [index, message] of messages.entries()) {
    const at = `messages.${index}`;
    if (message.role === 'tool') {
      if (results === undefined) contents.push({ role: 'user', parts: (results = []) });
      results.push(...toolResult(message, calls, at));
      continue;
    }
    results = undefined;
    if (message.role === 'system') {
      system.push(...message.parts.map(({ text }) => ({ text })));
      continue;
    }
    const parts =
      message.role === 'user'
        ? message.parts.map((part, number) => geminiPart(part, `${at}.content.${number}`))
        : assistantParts(message, signaturesNeeded, at);
    if (message.role === 'assistant') for (const call of message.toolCalls) calls.set(call.id, call);
    // A message without anything in it is refused.
    if (parts.length > 0) contents.push({ role: message.role === 'user' ? 'user' : 'model', parts });
  }
  // An instruction alone is refused too; OpenAI's API answers it.
  if (contents.length === 0 && system.length > 0) {
    return { systemInstruction: undefined, contents: [{ role: 'user', parts: system }] };
  }
  return { systemInstruction: system.length === 0 ? undefined : { parts: system }, contents };
}

function assistantParts(message: AssistantMessage, signaturesNeeded: boolean, at: string): JsonObject[] {
  const text = textOf(message.parts);
  const { parts: kept, callSignatures } = returnedFields(message.providerFields, text.length);
  const parts = textParts(
    text,
    kept.filter(({ afterCalls = 0 }) => afterCalls === 0),
  );
  const calls = message.toolCalls.map((call, index) =>
    callPart(call, callSignatures, `${at}.tool_calls.${index}`),
  );
  const [first] = calls;
  if (signaturesNeeded && first !== undefined) first['thoughtSignature'] ??= NO_SIGNATURE;
  for (const [index, call] of calls.entries()) {
    parts.push(
      call,
      ...textParts(
        text,
        kept.filter(({ afterCalls }) => afterCalls === index + 1),
        false,
      ),
    );
  }
  return parts;
}

/** The text, cut where a part stands in it or a piece of it has a signature. @param rest whether the other text too */
function textParts(text: string, kept: readonly KeptPart[], rest = true): JsonObject[] {
  const parts: JsonObject[] = [];
  let done = 0;
  const upTo = (end: number): void => {
    if (rest && end > done) parts.push({ text: text.slice(done, end) });
    done = Math.max(done, end);
  };
  for (const { at, length = 0, thoughtSignature, part } of kept) {
    upTo(at);
    if (part !== undefined) parts.push(part);
    else parts.push({ text: text.slice(at, at + length), thoughtSignature });
    done = Math.max(done, at + length);
  }
  upTo(text.length);
  return parts;
}

function callPart(call: ToolCall, lateSignatures: JsonObject, at: string): Record<string, unknown> {
  const { id, thoughtSignature } = returnedCallFields(call.providerFields);
  const late = lateSignatures[call.id];
  const signature = thoughtSignature ?? (typeof late === 'string' ? late : undefined);
  return {
    functionCall: { ...(id === undefined ? {} : { id }), name: call.name, args: argumentsOf(call, at) },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  };
}

function argumentsOf({ arguments: json }: ToolCall, at: string): JsonObject {
  const parsed = json.trim() === '' ? {} : parse(json);
  if (isObject(parsed) && !Array.isArray(parsed)) return parsed;
  const param = `${at}.function.arguments`;
  throw new GatewayError('INVALID_REQUEST', `${param} must be a JSON object.`, { param });
}

/** A result under its call's name; what it holds besides text stands behind it. */
function toolResult(message: ToolMessage, calls: ReadonlyMap<string, ToolCall>, at: string): JsonObject[] {
  const call = calls.get(message.toolCallId);
  const ownName = message.source['name'];
  const name = call?.name ?? (typeof ownName === 'string' && ownName !== '' ? ownName : undefined);
  if (name === undefined) {
    const param = `${at}.tool_call_id`;
    throw new GatewayError('INVALID_REQUEST', `${param} names no tool call of an earlier message.`, {
      param,
    });
  }
  const id = call === undefined ? undefined : returnedCallFields(call.providerFields).id;
  const response = resultObject(textOf(message.parts));
  const others = message.parts.flatMap((part, number) =>
    part.type === 'text' ? [] : [geminiPart(part, `${at}.content.${number}`)],
  );
  return [{ functionResponse: { ...(id === undefined ? {} : { id }), name, response } }, ...others];
}

/** A result has to be an object; `output` is the key for one that is none. */
function resultObject(text: string): JsonObject {
  const parsed = parse(text);
  if (isObject(parsed) && !Array.isArray(parsed)) return parsed;
  return { output: parsed ?? text };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
