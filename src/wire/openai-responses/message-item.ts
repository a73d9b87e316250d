import type { JsonObject } from '../../json/json-object';
import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, ItemStatus, OpenItem } from './output-item';

interface Part {
  readonly kind: 'output_text' | 'refusal';
  text: string;
  readonly annotations: JsonObject[];
}

/**
 * A message of an answer that is written in pieces: parts of text and refusals.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming/response/output_text
 */
export class MessageItem implements OpenItem {
  readonly #parts: Part[] = [];
  readonly #place: string;
  #open: Part | undefined;
  /** What an event of the open part begins with. */
  #head = '';

  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
  ) {
    this.#place = placeFields(place);
    frames.event('response.output_item.added', itemFields(place.index, this.item('in_progress')));
  }

  /** A piece of a text or a refusal. */
  piece(kind: Part['kind'], text: string): void {
    if (this.#open?.kind !== kind) {
      this.closePart();
      this.#openPart({ kind, text: '', annotations: [] });
    }
    if (this.#open !== undefined) this.#open.text += text;
    const delta = `${this.#head},"delta":${JSON.stringify(text)}`;
    if (kind === 'refusal') this.frames.content('response.refusal.delta', delta);
    else this.frames.content('response.output_text.delta', `${delta},"logprobs":[]`);
  }

  /** Where the text of the open part, or of a new one, ends, and what it cites. */
  annotate(annotation: (end: number) => JsonObject): void {
    if (this.#open?.kind !== 'output_text') {
      this.closePart();
      this.#openPart({ kind: 'output_text', text: '', annotations: [] });
    }
    const part = this.#open;
    if (part === undefined) return;
    const made = annotation(part.text.length);
    const fields = `"annotation_index":${part.annotations.push(made) - 1},"annotation":${JSON.stringify(made)}`;
    this.frames.event('response.output_text.annotation.added', `${this.#head},${fields}`);
  }

  /** What comes next is another part. */
  closePart(): void {
    const part = this.#open;
    if (part === undefined) return;
    this.#open = undefined;
    const text = JSON.stringify(part.text);
    if (part.kind === 'refusal')
      this.frames.event('response.refusal.done', `${this.#head},"refusal":${text}`);
    else this.frames.event('response.output_text.done', `${this.#head},"text":${text},"logprobs":[]`);
    this.frames.event('response.content_part.done', `${this.#head},"part":${JSON.stringify(partOf(part))}`);
  }

  close(status: 'completed' | 'incomplete'): void {
    this.closePart();
    this.frames.event('response.output_item.done', itemFields(this.place.index, this.item(status)));
  }

  item(status: ItemStatus): Item {
    return {
      id: this.place.id,
      type: 'message',
      status,
      role: 'assistant',
      content: this.#parts.map(partOf),
    };
  }

  #openPart(part: Part): void {
    this.#head = `${this.#place},"content_index":${this.#parts.push(part) - 1}`;
    this.#open = part;
    this.frames.event('response.content_part.added', `${this.#head},"part":${JSON.stringify(partOf(part))}`);
  }
}

function partOf({ kind, text, annotations }: Part): JsonObject {
  return kind === 'refusal' ? { type: kind, refusal: text } : { type: kind, text, annotations, logprobs: [] };
}
