import type { JsonObject } from '../../json/json-object';
import type { TokenLogprob } from '../canonical/answer-events';
import type { WebCitation } from '../canonical/web-search';
import { writtenTokens } from '../openai-chat/logprobs';
import { deltaHead } from './event-frames';
import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, ItemStatus, OpenItem } from './output-item';

interface Part {
  readonly kind: 'output_text' | 'refusal';
  text: string;
  readonly annotations: JsonObject[];
  readonly logprobs: JsonObject[];
  /** UTF-16 units of the answer's texts before it. */
  readonly from: number;
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
  /** What an event with a piece of it begins with. */
  #deltaHead = '';

  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
  ) {
    this.#place = placeFields(place);
    frames.event('response.output_item.added', itemFields(place.index, this.item('in_progress')));
  }

  /** UTF-16 units of the answer's texts before the one that is open; undefined where none is. */
  get textFrom(): number | undefined {
    return this.#open?.kind === 'output_text' ? this.#open.from : undefined;
  }

  /** A piece of a text or a refusal. @param from UTF-16 units of the answer's texts before it */
  piece(kind: Part['kind'], text: string, from: number): void {
    if (this.#open?.kind !== kind) {
      this.closePart();
      this.#openPart({ kind, text: '', annotations: [], logprobs: [], from });
    }
    if (this.#open !== undefined) this.#open.text += text;
    this.frames.delta(this.#deltaHead, text, kind === 'refusal' ? '' : ',"logprobs":[]');
  }

  /** Log probabilities of the tokens that came last; of a part that is closed only the item tells them. */
  logprobs(tokens: readonly TokenLogprob[]): void {
    const part = this.#parts.at(-1);
    if (part?.kind !== 'output_text') return;
    const written = writtenTokens(tokens);
    for (const token of written) part.logprobs.push({ ...token });
    if (part !== this.#open) return;
    const fields = `${this.#head},"delta":"","logprobs":${JSON.stringify(written)}`;
    this.frames.event('response.output_text.delta', fields);
  }

  /** What the open text cites; a part that is closed can be told nothing more. */
  annotate({ url, title, start, end }: WebCitation): void {
    const part = this.#open;
    if (part?.kind !== 'output_text') return;
    const { length } = part.text;
    const made = {
      type: 'url_citation',
      url,
      title,
      start_index: inside((start ?? part.from) - part.from, length),
      end_index: inside((end ?? part.from + length) - part.from, length),
    };
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
    else {
      const logprobs = JSON.stringify(part.logprobs);
      this.frames.event('response.output_text.done', `${this.#head},"text":${text},"logprobs":${logprobs}`);
    }
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
    const type = part.kind === 'refusal' ? 'response.refusal.delta' : 'response.output_text.delta';
    this.#deltaHead = deltaHead(type, this.#head);
    this.#open = part;
    this.frames.event('response.content_part.added', `${this.#head},"part":${JSON.stringify(partOf(part))}`);
  }
}

/** An index within a text of this length. */
function inside(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length);
}

function partOf({ kind, text, annotations, logprobs }: Part): JsonObject {
  return kind === 'refusal' ? { type: kind, refusal: text } : { type: kind, text, annotations, logprobs };
}
