import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../body/json-object';
import { nothingToAnswer } from '../canonical/chat-request';
import type { ChatMessage, ToolCall } from '../canonical/chat-request';
import { textOf } from '../canonical/content-parts';
import { parseExactObject } from '../canonical/exact-json';
import { geminiPart } from './media';
import { modelGeneration } from './model-generation';
import { returnedCallFields, returnedFields } from './provider-fields';
import type { KeptPart } from './provider-fields';
import { ToolRounds } from './tool-rounds';

/**
 * Stands for the signature of a call that another model made, or whose caller dropped it.
 * https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const NO_SIGNATURE = 'skip_thought_signature_validator';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;

/** A conversation in Gemini's form. */
export interface Conversation {
  readonly systemInstruction: JsonObject | undefined;
  readonly contents: readonly JsonObject[];
}

/**
 * Maps the messages: system messages go to the front as one instruction, the results of tools that were called together
 * go back as one turn.
 * Format: https://ai.google.dev/api/caching#Content
 * @throws GatewayError INVALID_REQUEST naming the message, or when there is nothing in any
 */
export function geminiConversation(messages: readonly ChatMessage[], model: string): Conversation {
  const { signaturesNeeded } = modelGeneration(model);
  const system: JsonObject[] = [];
  const contents: JsonObject[] = [];
  const rounds = new ToolRounds();
  for (const [index, message] of messages.entries()) {
    const at = `messages.${index}`;
    if (message.role === 'tool') {
      rounds.answer(message, at);
      continue;
    }
    contents.push(...rounds.end());
    if (message.role === 'system') {
      system.push(...message.parts.map(({ text }) => ({ text })));
      continue;
    }
    const parts =
      message.role === 'user'
        ? message.parts.map((part, number) => geminiPart(part, `${at}.content.${number}`))
        : assistantParts(message, signaturesNeeded, at);
    if (message.role === 'assistant') for (const call of message.toolCalls) rounds.call(call);
    // A message without anything in it is refused.
    if (parts.length > 0) contents.push({ role: message.role === 'user' ? 'user' : 'model', parts });
  }
  contents.push(...rounds.end());
  // An instruction alone is refused too; OpenAI's API answers it.
  if (contents.length === 0) {
    if (system.length === 0) throw nothingToAnswer();
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
  const parsed = json.trim() === '' ? {} : parseExactObject(json);
  if (parsed !== undefined) return parsed;
  const param = `${at}.function.arguments`;
  throw new GatewayError('INVALID_REQUEST', `${param} must be a JSON object.`, { param });
}
