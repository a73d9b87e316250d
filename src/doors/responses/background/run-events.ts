import { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { parsedObject } from '../../../json/parsed-object';

/** What the events of one answer take at most, in bytes, and those of all together. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_TOGETHER_BYTES = 128 * 1024 * 1024;
const LF = '\n';
/** What {@link RunEvents.queued} has told. */
const BEGINNINGS: ReadonlySet<unknown> = new Set(['response.created', 'response.queued']);

let together = 0;

/**
 * The events of an answer that goes on without its caller, by their numbers, for those who read along. Of an answer that grows
 * over the limit the last one alone is kept.
 */
export class RunEvents {
  #frames: Buffer[] = [];
  #bytes = 0;
  #complete = true;
  #count = 0;
  #last: { readonly number: number; readonly frame: Buffer } | undefined;
  #rest = '';
  #response: JsonObject | undefined;
  #listeners: (() => void)[] = [];
  #over = false;

  /** @param id under which the caller knows it, whatever its provider says */
  constructor(private readonly id: string) {}

  /** The newest response object that an event had. */
  get response(): JsonObject | undefined {
    return this.#response;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /**
   * Tells that the answer waits to be made, before anything of it is there: who reads along knows its id from then on, and can
   * read on after a connection that broke.
   * Format: https://developers.openai.com/api/docs/guides/background (streaming a background response)
   * @param response the response object of an answer that has not begun
   */
  queued(response: JsonObject): void {
    for (const type of ['response.created', 'response.queued']) this.#number({ type, response });
    this.#tell();
  }

  /**
   * Takes frames of server-sent events. The beginning is told already.
   * @throws GatewayError PROVIDER_ERROR for one that is no JSON object: what passes is not read before
   */
  add(frames: Buffer): void {
    const events = (this.#rest + frames.toString('utf8')).split(`${LF}${LF}`);
    this.#rest = events.pop() ?? '';
    for (const event of events) this.#event(event);
    this.#tell();
  }

  /** No more events come. */
  end(): void {
    this.#over = true;
    this.#tell();
  }

  /** Gives the memory of its events back. */
  release(): void {
    together -= this.#bytes;
    this.#bytes = 0;
    this.#frames = [];
    this.#complete = false;
  }

  /**
   * The events after a number, each once it is there; the last one alone where the others are not kept. Something comes at
   * once: it takes the head of the answer along.
   */
  async *after(number: number, keepAlive: Buffer, silenceMs: number): AsyncGenerator<Buffer> {
    if (!this.#over && this.#frames.length <= number + 1) yield keepAlive;
    for (let next = number + 1; ;) {
      const waiting = this.#complete ? this.#frames.slice(next) : [];
      if (waiting.length > 0) {
        next += waiting.length;
        yield Buffer.concat(waiting);
      } else if (this.#over) {
        if (!this.#complete && this.#last !== undefined && this.#last.number >= next) yield this.#last.frame;
        return;
      } else if (!(await this.#news(silenceMs))) yield keepAlive;
    }
  }

  /** @returns false where nothing came for so long */
  #news(silenceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, silenceMs, false);
      this.#listeners.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  #tell(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }

  #event(text: string): void {
    const data = text.split(LF).find((line) => line.startsWith('data:'));
    if (data === undefined) return;
    const event = parsedObject(data.slice('data:'.length));
    if (event === undefined) {
      throw new GatewayError('PROVIDER_ERROR', 'The upstream sent a frame that is not JSON.', {
        upstreamFailure: 'malformed',
      });
    }
    const { response } = event;
    if (isObject(response)) this.#response = { ...response, id: this.id, background: true };
    if (!BEGINNINGS.has(event['type'])) this.#number(event);
  }

  #number(event: JsonObject): void {
    const number = this.#count++;
    const { response } = event;
    const told = {
      ...event,
      ...(isObject(response) && { response: this.#response ?? response }),
      sequence_number: number,
    };
    const frame = Buffer.from(`event: ${String(event['type'])}\ndata: ${JSON.stringify(told)}\n\n`);
    this.#last = { number, frame };
    if (!this.#complete) return;
    if (this.#bytes + frame.length > MAX_BYTES || together + frame.length > MAX_TOGETHER_BYTES) {
      this.release();
      return;
    }
    this.#frames.push(frame);
    this.#bytes += frame.length;
    together += frame.length;
  }
}
