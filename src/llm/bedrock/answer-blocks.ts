import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';

/** The key of `provider_fields` that is this dialect's. */
const KEY = 'bedrock';

/**
 * A block of an answer in the order in which the model wrote it. Texts are told by their length (UTF-16 units) in the
 * message's `content`, so that they go over the wire once. Reasoning stands here whole: it is worth nothing unless it comes
 * back as it was signed, and SDKs that put a stream together keep of `reasoning_content` the last piece only.
 */
export type AnswerBlock =
  | { readonly text: number }
  | { readonly reasoning: string; readonly signature?: string }
  | { readonly redacted: string }
  | { readonly tool_call: string };

/**
 * Notes the order of an answer's blocks, for `provider_fields`. A model that has reasoned wants its blocks back as they
 * were, the signature of each beside its text and what is redacted as it is.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
 */
export class AnswerBlocks {
  readonly #blocks: AnswerBlock[] = [];
  #needed = false;
  #reasoningOpen = false;

  /** What follows belongs to another block. */
  next(): void {
    this.#reasoningOpen = false;
  }

  text(piece: string): void {
    const last = this.#blocks.at(-1);
    if (piece === '') return;
    if (last !== undefined && 'text' in last) this.#replaceLast({ text: last.text + piece.length });
    else this.#blocks.push({ text: piece.length });
  }

  reasoning(piece: string): void {
    const last = this.#openReasoning();
    this.#replaceLast({ ...last, reasoning: last.reasoning + piece });
  }

  signature(piece: string): void {
    const last = this.#openReasoning();
    this.#replaceLast({ ...last, signature: (last.signature ?? '') + piece });
    this.#needed = true;
  }

  /** Encrypted reasoning, base64. */
  redacted(data: string): void {
    this.#blocks.push({ redacted: data });
    this.#needed = true;
  }

  toolCall(id: string): void {
    this.#blocks.push({ tool_call: id });
  }

  /** `provider_fields` of the message; undefined when nothing in it has to come back. */
  fields(): JsonObject | undefined {
    return this.#needed ? { [KEY]: { blocks: this.#blocks } } : undefined;
  }

  #openReasoning(): { readonly reasoning: string; readonly signature?: string } {
    const last = this.#blocks.at(-1);
    if (this.#reasoningOpen && last !== undefined && 'reasoning' in last) return last;
    const opened = { reasoning: '' };
    this.#blocks.push(opened);
    this.#reasoningOpen = true;
    return opened;
  }

  #replaceLast(block: AnswerBlock): void {
    this.#blocks[this.#blocks.length - 1] = block;
  }
}

/** Reads the blocks back from `provider_fields`; undefined where there are none of ours, or they were changed. */
export function readAnswerBlocks(fields: JsonObject | undefined): readonly AnswerBlock[] | undefined {
  const own = fields?.[KEY];
  const blocks: unknown = isObject(own) ? own['blocks'] : undefined;
  if (!Array.isArray(blocks)) return undefined;
  const read: AnswerBlock[] = [];
  for (const block of blocks as readonly unknown[]) {
    const known = isObject(block) ? readBlock(block) : undefined;
    if (known === undefined) return undefined;
    read.push(known);
  }
  return read;
}

function readBlock(block: JsonObject): AnswerBlock | undefined {
  const { text, reasoning, signature, redacted, tool_call: toolCall } = block;
  if (isLength(text)) return { text };
  if (typeof reasoning === 'string')
    return typeof signature === 'string' ? { reasoning, signature } : { reasoning };
  if (typeof redacted === 'string') return { redacted };
  return typeof toolCall === 'string' ? { tool_call: toolCall } : undefined;
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
