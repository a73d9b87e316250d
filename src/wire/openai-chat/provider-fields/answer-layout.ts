import type { JsonObject } from '../../../json/json-object';
import type { ToolCallStart } from '../../canonical/answer-events';
import type { Maker, Signature } from '../../canonical/content-part';

/**
 * A block of an answer as `provider_fields.<maker>.blocks` holds it. Texts and calls are told by their length (UTF-16
 * units of the message's `content`) and id, because the message has them in its own fields. Reasoning is here whole: it is
 * worth nothing unless it comes back as it was signed, and SDKs that put a stream together keep of `reasoning_content` the
 * last piece only.
 */
export type LayoutBlock =
  | {
      readonly type: 'text';
      readonly length: number;
      readonly signature?: string;
      readonly citations?: readonly unknown[];
    }
  | { readonly type: 'reasoning'; readonly text: string; readonly signature?: string }
  | {
      readonly type: 'tool_call';
      readonly id: string;
      readonly provider_id?: string;
      readonly signature?: string;
      readonly caller?: unknown;
    }
  /** The picture at this place of the message's `images`. */
  | { readonly type: 'image'; readonly index: number; readonly signature?: string }
  | { readonly type: 'opaque'; readonly value: JsonObject };

type OpenText = { type: 'text'; length: number; signature?: string; citations?: unknown[] };
type OpenReasoning = { type: 'reasoning'; text: string; signature?: string };
type NotedCall = Extract<LayoutBlock, { type: 'tool_call' }> & { signature?: string };

/**
 * Notes the order of an answer's blocks, for the next turn: a model that has signed wants its blocks back as they were.
 * There is nothing to tell where the message's own fields say it all: text followed by tool calls.
 */
export class AnswerLayout {
  readonly #blocks: LayoutBlock[] = [];
  #maker: Maker = '';
  #telling = false;
  #afterCall = false;
  /** The last block, while it may still grow. */
  #open: OpenText | OpenReasoning | undefined;

  /** @returns the blocks by their maker; undefined where there is nothing to tell */
  get fields(): { readonly maker: Maker; readonly blocks: readonly LayoutBlock[] } | undefined {
    return this.#telling ? { maker: this.#maker, blocks: this.#blocks } : undefined;
  }

  /** The blocks where the provider needs something of them back, whatever carries it; undefined where it does not. */
  get needed(): JsonObject | undefined {
    const isNeeded = this.#blocks.some((block) => block.type === 'opaque' || 'signature' in block);
    return isNeeded ? { [this.#maker]: { blocks: this.#blocks } } : undefined;
  }

  /** Whose wire family the answer is of. */
  start(maker: Maker): void {
    this.#maker = maker;
  }

  text(units: number): void {
    if (units === 0) return;
    if (this.#afterCall) this.#telling = true;
    this.#openText().length += units;
  }

  reasoning(piece: string): void {
    this.#openReasoning().text += piece;
  }

  signature(kind: 'text' | 'reasoning', { maker, value }: Signature): void {
    this.#tell(maker);
    (kind === 'text' ? this.#openText() : this.#openReasoning()).signature = value;
    this.#open = undefined;
  }

  citations(maker: Maker, values: readonly unknown[]): void {
    if (values.length === 0) return;
    this.#tell(maker);
    const citations = (this.#openText().citations ??= []);
    for (const value of values) citations.push(value);
  }

  toolCall({ id, providerId, signature, caller }: ToolCallStart): void {
    if (signature !== undefined) this.#signedCall(signature.maker);
    if (caller !== undefined || providerId !== undefined) this.#telling = true;
    this.#afterCall = true;
    this.#close({
      type: 'tool_call',
      id,
      ...(providerId === undefined ? {} : { provider_id: providerId }),
      ...(signature === undefined ? {} : { signature: signature.value }),
      ...(caller === undefined ? {} : { caller }),
    });
  }

  /** The signature of a call that came late. */
  callSignature(id: string, { maker, value }: Signature): void {
    this.#signedCall(maker);
    const call = this.#blocks.find(
      (block): block is NotedCall => block.type === 'tool_call' && block.id === id,
    );
    if (call !== undefined) call.signature = value;
  }

  image(index: number, signature: Signature | undefined): void {
    if (signature !== undefined) this.#tell(signature.maker);
    this.#telling = true;
    this.#close({ type: 'image', index, ...(signature === undefined ? {} : { signature: signature.value }) });
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#tell(maker);
    this.#close({ type: 'opaque', value });
  }

  /** What follows belongs to another block. */
  blockEnd(): void {
    this.#open = undefined;
  }

  /** The call itself carries Gemini's signature (`extra_content`). */
  #signedCall(maker: Maker): void {
    if (maker !== 'google') this.#tell(maker);
  }

  #tell(maker: Maker): void {
    this.#telling = true;
    this.#maker = maker;
  }

  #openText(): OpenText {
    if (this.#open?.type === 'text') return this.#open;
    const block: OpenText = { type: 'text', length: 0 };
    this.#blocks.push(block);
    this.#open = block;
    return block;
  }

  #openReasoning(): OpenReasoning {
    if (this.#open?.type === 'reasoning') return this.#open;
    const block: OpenReasoning = { type: 'reasoning', text: '' };
    this.#blocks.push(block);
    this.#open = block;
    return block;
  }

  /** A block that is whole. */
  #close(block: LayoutBlock): void {
    this.#blocks.push(block);
    this.#open = undefined;
  }
}
