import { parseExact } from '../../json/exact-json';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { ContentPart, ToolCallPart, ToolResultPart } from '../canonical/content-part';
import { resultText } from '../canonical/tool-text';
import { wrongField } from '../../errors/invalid-field';
import { writeMedia } from './write-media';

/**
 * The calls of a conversation and their results: those of one round go back as one turn, each under its call's name and in
 * the order of the calls, which is what tells them apart where calls have no ids.
 * Format: https://ai.google.dev/api/caching#FunctionResponse
 */
export class ToolRounds {
  /** By id; of two calls with one id the later is the one that a result belongs to. */
  readonly #calls = new Map<string, { readonly call: ToolCallPart; readonly place: number }>();
  #places = 0;
  /** Calls of this round that have no result yet. */
  readonly #open = new Set<string>();
  #results: { readonly place: number; readonly parts: readonly JsonObject[] }[] = [];

  /** @param mediaInResults whether pictures go inside the result; else they follow it */
  constructor(private readonly mediaInResults: boolean) {}

  /** Whether results are still to come. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** A call of an earlier answer. */
  call(call: ToolCallPart): void {
    this.#open.add(call.id);
    this.#calls.set(call.id, { call, place: this.#places++ });
  }

  /** A result. @throws GatewayError INVALID_REQUEST when it belongs to no call and has no name */
  answer(result: ToolResultPart): void {
    this.#open.delete(result.callId);
    const { call, place = this.#places } = this.#calls.get(result.callId) ?? {};
    const name = call?.name ?? result.name;
    if (name === undefined || name === '') {
      throw wrongField(`${result.at}.tool_call_id`, 'names no tool call of an earlier message');
    }
    const id = call?.providerId;
    const media = result.parts.flatMap((part) => mediaOf(part));
    const inside = this.mediaInResults && media.length > 0 ? { parts: media } : {};
    const response = result.object ?? resultObject(resultText(result.parts), result.isError);
    const functionResponse = { ...(id === undefined ? {} : { id }), name, response, ...inside };
    this.#results.push({ place, parts: [{ functionResponse }, ...(this.mediaInResults ? [] : media)] });
  }

  /** The round is over: its parts, if there were any results. */
  end(): JsonObject[] {
    const results = this.#results.sort((one, other) => one.place - other.place);
    this.#results = [];
    this.#open.clear();
    return results.flatMap(({ parts }) => parts);
  }
}

function mediaOf(part: ContentPart): JsonObject[] {
  switch (part.kind) {
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
      return [writeMedia(part)];
    default:
      return [];
  }
}

/** A result has to be an object; a text that is not one goes under the documented key, as the text that it is. */
function resultObject(text: string, isError: boolean): JsonObject {
  const object = objectIn(text);
  if (isError) return { error: object ?? text };
  return object ?? { output: text };
}

function objectIn(json: string): JsonObject | undefined {
  if (!json.trimStart().startsWith('{')) return undefined;
  try {
    const parsed = parseExact(json);
    return isObject(parsed) && !JSON.isRawJSON(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
