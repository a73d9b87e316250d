import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { ChatMessage, ToolCall } from '../canonical/chat-request';
import { textOf } from '../canonical/content-parts';
import { parseExact } from '../canonical/exact-json';
import { geminiPart } from './media';
import { returnedCallFields } from './provider-fields';

type ToolMessage = Extract<ChatMessage, { role: 'tool' }>;

/**
 * The calls of a conversation and their results: those of one round go back as one turn, each under its call's name and in
 * the order of the calls, which is what tells them apart where calls have no ids.
 * Format: https://ai.google.dev/api/caching#FunctionResponse
 */
export class ToolRounds {
  /** By id; of two calls with one id the later is the one that a result belongs to. */
  readonly #calls = new Map<string, { readonly call: ToolCall; readonly place: number }>();
  #places = 0;
  #results: { readonly place: number; readonly parts: readonly JsonObject[] }[] = [];

  /** A call of an earlier answer. */
  call(call: ToolCall): void {
    this.#calls.set(call.id, { call, place: this.#places++ });
  }

  /**
   * A result; what it holds besides text stands behind it.
   * @param at the message's path in the request
   * @throws GatewayError INVALID_REQUEST when it belongs to no call
   */
  answer(message: ToolMessage, at: string): void {
    const { call, place = this.#places } = this.#calls.get(message.toolCallId) ?? {};
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
    const parts = [{ functionResponse: { ...(id === undefined ? {} : { id }), name, response } }, ...others];
    this.#results.push({ place, parts });
  }

  /** The round is over: its turn, if there were any results. */
  end(): JsonObject[] {
    if (this.#results.length === 0) return [];
    const results = this.#results.sort((one, other) => one.place - other.place);
    this.#results = [];
    return [{ role: 'user', parts: results.flatMap(({ parts }) => parts) }];
  }
}

/** A result has to be an object; `output` is the key for one that is none. */
function resultObject(text: string): JsonObject {
  const parsed = parse(text);
  const whole = isObject(parsed) && !Array.isArray(parsed) && !JSON.isRawJSON(parsed);
  return whole ? parsed : { output: parsed ?? text };
}

function parse(json: string): unknown {
  try {
    return parseExact(json);
  } catch {
    return undefined;
  }
}
