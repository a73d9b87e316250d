import type { Signature } from '../canonical/content-part';
import type { PartSeal, Sealed } from '../canonical/part-seal';
import { deltaHead } from './event-frames';
import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, ItemStatus, OpenItem } from './output-item';

/** What a reasoning item needs besides its place. */
export interface ReasoningContext {
  readonly frames: EventFrames;
  readonly seal: PartSeal;
  /** Whether the caller gets what is sealed (`include: ["reasoning.encrypted_content"]`). */
  readonly encrypted: boolean;
}

/**
 * Reasoning of an answer that is written in pieces, and what its provider needs back of it, sealed.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming/response/reasoning_summary_part
 */
export class ReasoningItem implements OpenItem {
  readonly #place: string;
  readonly #deltaHead: string;
  #text = '';
  #summaryOpen = false;
  readonly #carried: Sealed[] = [];
  #signature: Signature | undefined;
  #sealed: string | undefined;

  constructor(
    private readonly context: ReasoningContext,
    readonly place: ItemPlace,
  ) {
    this.#place = `${placeFields(place)},"summary_index":0`;
    this.#deltaHead = deltaHead('response.reasoning_summary_text.delta', this.#place);
    context.frames.event('response.output_item.added', itemFields(place.index, this.item('in_progress')));
  }

  piece(text: string): void {
    const { frames } = this.context;
    if (!this.#summaryOpen) {
      this.#summaryOpen = true;
      frames.event('response.reasoning_summary_part.added', `${this.#place},"part":${summaryPart('')}`);
    }
    this.#text += text;
    frames.delta(this.#deltaHead, text);
  }

  sign(signature: Signature): void {
    this.#signature = signature;
  }

  /** What the item carries for its provider besides the reasoning itself. */
  carry(part: Sealed): void {
    this.#carried.push(part);
  }

  close(status: 'completed' | 'incomplete'): void {
    const { frames } = this.context;
    this.#seal();
    if (this.#summaryOpen) {
      const text = JSON.stringify(this.#text);
      frames.event('response.reasoning_summary_text.done', `${this.#place},"text":${text}`);
      frames.event(
        'response.reasoning_summary_part.done',
        `${this.#place},"part":${summaryPart(this.#text)}`,
      );
    }
    frames.event('response.output_item.done', itemFields(this.place.index, this.item(status)));
  }

  item(status: ItemStatus): Item {
    return this.#item(status, this.context.encrypted);
  }

  /** The item with what is sealed, for an answer that is kept on our side. */
  kept(status: ItemStatus): Item {
    return this.#item(status, true);
  }

  /** The status is optional, and xAI's provider of Vercel's AI SDK, which asks Responses by default, refuses an answer without it. */
  #item(status: ItemStatus, encrypted: boolean): Item {
    return {
      id: this.place.id,
      type: 'reasoning',
      status,
      summary: this.#text === '' ? [] : [{ type: 'summary_text', text: this.#text }],
      ...(encrypted && this.#sealed !== undefined ? { encrypted_content: this.#sealed } : {}),
    };
  }

  #seal(): void {
    const reasoning: Sealed[] =
      this.#text === '' && this.#signature === undefined
        ? []
        : [{ kind: 'reasoning', text: this.#text, signature: this.#signature, at: '' }];
    this.#sealed = this.context.seal.seal([...reasoning, ...this.#carried]);
  }
}

function summaryPart(text: string): string {
  return JSON.stringify({ type: 'summary_text', text });
}
