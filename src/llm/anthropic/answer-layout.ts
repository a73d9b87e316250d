import type { JsonObject } from '../../body/json-object';

/**
 * The order of an answer's blocks, for the next turn. It becomes `provider_fields.anthropic.content`: texts and tool calls
 * stand there by their length and id only, because the message has them in its own fields; every other block stands as
 * it came.
 */
export class AnswerLayout {
  readonly #blocks: JsonObject[] = [];
  #telling = false;
  #afterTool = false;
  /** The last block, while it is a text that the next one can be joined to. */
  #openText: { readonly type: 'text'; length: number } | undefined;

  /** A text of so many UTF-16 units. */
  text(length: number, citations: readonly unknown[]): void {
    if (length === 0) return;
    if (this.#afterTool) this.#telling = true;
    if (citations.length > 0) {
      this.#telling = true;
      this.#add({ type: 'text', length, citations });
    } else if (this.#openText !== undefined) {
      this.#openText.length += length;
    } else {
      const text = { type: 'text', length } as const;
      this.#add(text);
      this.#openText = text;
    }
  }

  /** A call of one of the caller's tools. @param callerField who called it, where it was not the model itself */
  toolCall(id: string, callerField: unknown): void {
    const indirect = isIndirect(callerField);
    if (indirect) this.#telling = true;
    this.#afterTool = true;
    this.#add({ type: 'tool_use', id, ...(indirect ? { caller: callerField } : {}) });
  }

  /** Thinking, a tool of the provider's own and its result, and whatever else there is. */
  other(block: JsonObject): void {
    this.#telling = true;
    this.#add(block);
  }

  /** The blocks, where they tell more than text followed by tool calls. */
  get blocks(): readonly JsonObject[] | undefined {
    return this.#telling ? this.#blocks : undefined;
  }

  #add(block: JsonObject): void {
    this.#openText = undefined;
    this.#blocks.push(block);
  }
}

function isIndirect(caller: unknown): boolean {
  return typeof caller === 'object' && caller !== null && 'type' in caller && caller.type !== 'direct';
}
