import { createHash } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { FittedNames } from '../canonical/fitted-names';
import type { NameForm } from '../canonical/fitted-names';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, TextPart, ToolCallPart, ToolResultPart } from '../canonical/content-part';
import { FAILED_SILENTLY, inputText, textOf, withoutEmpty } from '../canonical/tool-text';
import { withoutForeign } from '../canonical/unplaced';
import { nothingToAnswer } from '../canonical/nothing-to-answer';
import { inputPart } from './write-content';

/** Source: the API's own refusal of a longer `call_id`. */
const CALL_IDS: NameForm = {
  fits: /^.{1,64}$/su,
  fit: (id, attempt) =>
    `call_${createHash('sha256').update(`${id}\u0000${attempt}`).digest('hex').slice(0, 32)}`,
};

/**
 * Writes turns as items, each in its place: instructions are messages of the role `system`, and what OpenAI has made (its
 * reasoning, tools that ran there) goes back as the item that it was. Reasoning of others, or in plain text, has no place
 * here.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 * @param reasons whether the model reasons; one that does not refuses reasoning of earlier answers
 * @throws GatewayError INVALID_REQUEST naming a part that cannot be said here, or when there is nothing in any turn
 */
export function writeInput(turns: readonly Turn[], reasons = true): readonly JsonObject[] {
  const writer = new InputWriter(reasons);
  const items = withoutLoneReasoning(turns.flatMap((turn) => writer.turn(turn)));
  if (items.length === 0) throw nothingToAnswer();
  return items;
}

/**
 * Without reasoning that is followed by nothing which the model made: the API refuses it ("without its required following item").
 * That is so where what followed has no place here, such as a picture of an earlier answer.
 */
function withoutLoneReasoning(items: readonly JsonObject[]): readonly JsonObject[] {
  let isFollowed = false;
  const kept = items.toReversed().filter((item) => {
    if (item['type'] === 'reasoning') return isFollowed;
    isFollowed = isOfModel(item);
    return true;
  });
  return kept.length === items.length ? items : kept.toReversed();
}

/** Whether the model made an item: a message of its own, a call, a tool that ran at its provider. */
export function isOfModel({ type, role }: JsonObject): boolean {
  return type === 'message' ? role === 'assistant' : typeof type === 'string' && !type.endsWith('_output');
}

class InputWriter {
  readonly #ids = new FittedNames(CALL_IDS);
  /** Ids, as the caller knows them, of calls of custom tools. */
  readonly #custom = new Set<string>();

  constructor(private readonly reasons: boolean) {}

  turn({ role, parts }: Turn): JsonObject[] {
    switch (role) {
      case 'instructions': {
        const text = textOf(parts);
        const plain = parts.length === 1 && parts[0]?.breakpoint === undefined;
        const content = plain ? text : parts.map(inputPart);
        return text === '' ? [] : [{ type: 'message', role: 'system', content }];
      }
      case 'assistant':
        return this.#assistant(parts);
      case 'user':
        return this.#user(parts);
    }
  }

  #user(parts: readonly ContentPart[]): JsonObject[] {
    const results = parts.filter((part): part is ToolResultPart => part.kind === 'tool_result');
    const others = withoutEmpty(parts.filter(({ kind }) => kind !== 'tool_result'));
    const items = results.map((result) => this.#result(result));
    if (others.length > 0) items.push({ type: 'message', role: 'user', content: others.map(inputPart) });
    return items;
  }

  #result({ callId, parts: given, isError }: ToolResultPart): JsonObject {
    const parts = withoutForeign(given);
    const text = textOf(parts);
    const isText =
      parts.length <= 1 &&
      parts.every(
        ({ kind, breakpoint }) => breakpoint === undefined && (kind === 'text' || kind === 'refusal'),
      );
    return {
      type: this.#custom.has(callId) ? 'custom_tool_call_output' : 'function_call_output',
      call_id: this.#ids.of(callId),
      output: isText ? (isError && text === '' ? FAILED_SILENTLY : text) : parts.map(inputPart),
    };
  }

  #assistant(parts: readonly ContentPart[]): JsonObject[] {
    const items: JsonObject[] = [];
    let content: JsonObject[] = [];
    const closeMessage = (): void => {
      if (content.length > 0)
        items.push({ type: 'message', role: 'assistant', content: plainContent(content) });
      content = [];
    };
    for (const part of parts) {
      if (part.kind === 'text') {
        if (part.text !== '')
          content.push({ type: 'output_text', text: part.text, annotations: annotationsOf(part) });
      } else if (part.kind === 'refusal') content.push({ type: 'refusal', refusal: part.text });
      else {
        const item = this.#item(part);
        if (item === undefined) continue;
        closeMessage();
        items.push(item);
      }
    }
    closeMessage();
    return items;
  }

  #item(part: ContentPart): JsonObject | undefined {
    if (part.kind === 'tool_call') return this.#call(part);
    if (part.kind !== 'opaque' || part.maker !== 'openai') return undefined;
    return this.reasons || part.value['type'] !== 'reasoning' ? part.value : undefined;
  }

  #call(call: ToolCallPart): JsonObject {
    const { id, name, input, tool } = call;
    const callId = this.#ids.of(id);
    if (tool === 'custom') {
      this.#custom.add(id);
      return { type: 'custom_tool_call', call_id: callId, name, input };
    }
    return { type: 'function_call', call_id: callId, name, arguments: inputText(call) };
  }
}

/**
 * One text without annotations as that text: parts of an assistant's message are documented for messages that have an id and a
 * status alone, which servers such as vLLM hold to.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input (`EasyInputMessage`)
 */
function plainContent(content: readonly JsonObject[]): string | readonly JsonObject[] {
  const [first] = content;
  if (content.length !== 1 || typeof first?.['text'] !== 'string') return content;
  const { text, annotations } = first;
  return Array.isArray(annotations) && annotations.length > 0 ? content : text;
}

/** What the text rests on, where OpenAI made it. Chat Completions has the fields of a page inside an object. */
function annotationsOf({ citations }: TextPart): readonly unknown[] {
  if (citations?.maker !== 'openai') return [];
  return citations.values.map((value) => {
    const page = isObject(value) ? value['url_citation'] : undefined;
    return isObject(page) ? { type: 'url_citation', ...page } : value;
  });
}
