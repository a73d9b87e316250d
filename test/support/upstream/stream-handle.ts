import { chunk, usageChunk } from './completion-bodies';
import type { Usage } from './completion-bodies';
import type { AnswerScript, Exchange } from './exchange';
import { write } from './exchange';
import type { RecordedRequest } from './recorded-request';
import { beginStream, cutStream, endStream, frameBytes } from './stream-scripts';
import type { Frame, StreamOptions } from './stream-scripts';
import type { SseClient } from '../callers/sse-client';
import { untilThere, within } from '../observation/until';

/**
 * An upstream stream that the test drives step by step:
 * `const stream = new StreamHandle(); upstream.next(stream.script); await stream.opened; await stream.text('Hi');`
 */
export class StreamHandle {
  /** Answers one request with this stream. */
  readonly script: AnswerScript;
  readonly #options: StreamOptions & { readonly holdHead?: boolean };
  #exchange: Exchange | undefined;
  readonly #opened: Promise<RecordedRequest>;
  #resolveOpened!: (request: RecordedRequest) => void;

  /** @param options `holdHead`: the head is sent by {@link sendHead} or with the first frame */
  constructor(options: Omit<StreamOptions, 'delayMs' | 'ending'> & { readonly holdHead?: boolean } = {}) {
    this.#options = options;
    this.#opened = new Promise((resolve) => (this.#resolveOpened = resolve));
    this.script = (exchange) => {
      if (this.#exchange) throw new Error('a StreamHandle answers one request only');
      this.#exchange = exchange;
      if (!options.holdHead) this.sendHead();
      this.#resolveOpened(exchange.request);
    };
  }

  /**
   * Resolves with the request when it has arrived (and the stream's head is sent, unless that was put off). Of a call that
   * may be refused, see {@link openedBy}.
   */
  get opened(): Promise<RecordedRequest> {
    return within(this.#opened, { what: 'a request to reach a stream of the upstream' });
  }

  /**
   * Calls until a call is let through to this stream: a place, or room in a budget, may not be there yet.
   * @returns the call that is
   */
  openedBy(ask: () => SseClient): Promise<SseClient> {
    const tried = async (): Promise<SseClient | undefined> => {
      const asked = ask();
      const arrived = await Promise.race([this.opened.then(() => true), asked.ended.then(() => false)]);
      return arrived ? asked : undefined;
    };
    return untilThere(tried, { what: 'a call to be let through' });
  }

  /** Resolves with the time (`performance.now()`) when the connection ended. */
  get closed(): Promise<number> {
    return this.opened.then((request) => request.closed);
  }

  /** Sends status and headers, once. */
  sendHead(): void {
    if (!this.#open.response.headersSent) beginStream(this.#open, this.#options);
  }

  /**
   * Sends frames: bytes as they are, objects as `data: <json>`, each as an HTTP chunk of its own.
   * @returns whether the operating system took them all; false when the connection has ended
   */
  async send(...frames: readonly Frame[]): Promise<boolean> {
    this.sendHead();
    const written = await Promise.all(frames.map((frame) => write(this.#open, frameBytes(frame))));
    return written.every(Boolean);
  }

  /** Sends a chunk with this content. @returns as {@link send} */
  text(content: string): Promise<boolean> {
    return this.send(chunk({ content }));
  }

  /** Sends the chunk with the finish reason, and the usage chunk when one is given. @returns as {@link send} */
  finish(finishReason = 'stop', usage?: Usage): Promise<boolean> {
    return this.send(chunk({}, { finishReason }), ...(usage ? [usageChunk(usage)] : []));
  }

  /** Sends `[DONE]` and ends the answer. */
  async done(): Promise<void> {
    this.sendHead();
    await endStream(this.#open, 'done');
  }

  /** Ends the answer cleanly, without `[DONE]`. */
  async end(): Promise<void> {
    this.sendHead();
    await endStream(this.#open, 'end');
  }

  /**
   * Breaks the connection inside a chunk, after all that was sent.
   * @param options `partial`: the bytes of the broken chunk (half a frame); `reset`: RST, which may overtake data
   */
  async cut(options?: { readonly partial?: string; readonly reset?: boolean }): Promise<void> {
    this.sendHead();
    await cutStream(this.#open, options);
  }

  /** Sends nothing more. @returns when the proxy gave up, as {@link closed} */
  stall(): Promise<number> {
    return this.closed;
  }

  get #open(): Exchange {
    if (this.#exchange) return this.#exchange;
    throw new Error('no request has reached this stream yet: await stream.opened first');
  }
}
