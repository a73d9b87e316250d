import type { Frames } from '../canonical/answer-writer';
import { endedPlace } from './begun-response';

/** What all events begin with that add a piece to the same text, up to the piece. @param fields as {@link EventFrames.event} has them */
export function deltaHead(type: string, fields: string): string {
  return `event: ${type}\ndata: {"type":"${type}",${fields},"delta":`;
}

/**
 * The frames of a stream: each event has its type as the frame's name, and a number without gaps.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class EventFrames {
  /** Events that hold content. */
  written = 0;
  #text = '';
  #pending = 0;
  #sequence = 0;

  /**
   * @param after events up to this number are not written; -1 for none
   * @param resumeAt the number of the first event after the first {@link take}, where another writer has numbered those before
   * @param ended what that writer has ended: it does not end a second time
   */
  constructor(
    private readonly after = -1,
    private resumeAt?: number,
    private readonly ended?: ReadonlySet<string>,
  ) {}

  /** @param fields the event's own fields as JSON text, without braces */
  event(type: string, fields: string): void {
    if (this.ended !== undefined && type.endsWith('.done') && this.ended.has(placeOf(type, fields))) return;
    const number = this.#sequence++;
    if (number <= this.after) return;
    this.#text += `event: ${type}\ndata: {"type":"${type}",${fields},"sequence_number":${number}}\n\n`;
    this.#pending++;
  }

  /** The last event, which is written whatever its number is. */
  last(type: string, fields: string): void {
    this.skipTo(this.after + 1);
    this.event(type, fields);
  }

  /** What comes next has this number at least. */
  skipTo(number: number): void {
    this.#sequence = Math.max(this.#sequence, number);
  }

  /** An event with a piece of content. */
  content(type: string, fields: string): void {
    this.written++;
    this.event(type, fields);
  }

  /** An event with a piece of a text. @param head see {@link deltaHead} @param rest what follows the piece, as JSON text */
  delta(head: string, piece: string, rest = ''): void {
    this.written++;
    const number = this.#sequence++;
    if (number <= this.after) return;
    this.#text += `${head}${JSON.stringify(piece)}${rest},"sequence_number":${number}}\n\n`;
    this.#pending++;
  }

  take(): Frames | undefined {
    if (this.resumeAt !== undefined) this.#sequence = this.resumeAt;
    this.resumeAt = undefined;
    if (this.#pending === 0) return undefined;
    const frames = { text: this.#text, count: this.#pending };
    this.#text = '';
    this.#pending = 0;
    return frames;
  }
}

const ITEM = /"output_index":(\d+)/;
const PART = /"(?:content|summary)_index":(\d+)/;

function placeOf(type: string, fields: string): string {
  return endedPlace(type, ITEM.exec(fields)?.[1], PART.exec(fields)?.[1]);
}
