import { Agent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { requestPayload } from './request-payload';
import { HANG_MS, until, within } from '../observation/until';

/** One SSE event as a caller sees it. */
export interface SseFrame {
  /** The `event:` name; undefined where it is missing. */
  readonly event: string | undefined;
  readonly data: string;
  /** When it was complete (`performance.now()`). */
  readonly at: number;
}

/** Status and headers of the answer. */
export interface AnswerStart {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** When they arrived (`performance.now()`). */
  readonly at: number;
}

/** How an answer ended. */
export interface AnswerEnd {
  /** Whether the body came to its proper end: terminating chunk, or all of `content-length`. */
  readonly complete: boolean;
  /** What broke it, where it broke. */
  readonly error: Error | undefined;
  readonly at: number;
}

/** How a request is sent. */
export interface SseOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
  /** Reads nothing of the body until {@link SseClient.resumeReading}. */
  readonly paused?: boolean;
}

/**
 * One request over a connection of its own, with everything that a caller can see of the answer. How much a client
 * that does not read lets the operating system take for it cannot be set from Node: reckon with some MiB.
 */
export class SseClient {
  /** When the request was sent (`performance.now()`). */
  readonly sentAt = performance.now();
  /** The body's pieces as they came from the socket. */
  readonly chunks: { readonly bytes: Buffer; readonly at: number }[] = [];
  readonly frames: SseFrame[] = [];
  readonly comments: string[] = [];
  end: AnswerEnd | undefined;
  readonly #opened: Promise<AnswerStart>;
  readonly #ended: Promise<AnswerEnd>;
  readonly #closed: Promise<number>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #request: ClientRequest;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ event, data }) => this.frames.push({ event, data, at: performance.now() }),
    onComment: (comment) => this.comments.push(comment),
  });
  #answer: IncomingMessage | undefined;
  #paused: boolean;
  #resolveEnded!: (end: AnswerEnd) => void;

  constructor(
    private readonly url: string,
    { method = 'POST', headers = {}, body, paused = false }: SseOptions = {},
  ) {
    this.#paused = paused;
    this.#ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    const payload = requestPayload(body);
    this.#request = httpRequest(url, {
      method,
      agent: this.#agent,
      headers: {
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        }),
        ...headers,
      },
    });
    this.#opened = new Promise((resolve, reject) => {
      this.#request.once('response', (answer) => resolve(this.#begin(answer)));
      this.#request.once('error', reject);
    });
    this.#opened.catch(() => undefined);
    this.#closed = new Promise((resolve) => {
      this.#request.once('socket', (socket) => socket.once('close', () => resolve(performance.now())));
    });
    this.#request.on('error', (error) => this.#finish(false, error));
    this.#request.end(payload);
  }

  /** Resolves with the head; rejects when the connection ends before, or no head comes. */
  get opened(): Promise<AnswerStart> {
    return within(this.#opened, { what: `the head of ${this.url}` });
  }

  /** Resolves when the answer has ended, well or not; rejects only when it does neither. */
  get ended(): Promise<AnswerEnd> {
    return within(this.#ended, { what: `the end of ${this.url}`, timeoutMs: 2 * HANG_MS });
  }

  /** Resolves when the connection is closed, with that time (`performance.now()`). */
  get closed(): Promise<number> {
    return within(this.#closed, { what: `the connection of ${this.url} to close` });
  }

  /** The body so far, as text. */
  get text(): string {
    return Buffer.concat(this.chunks.map(({ bytes }) => bytes)).toString('utf8');
  }

  /** Whether the stream ended with `[DONE]`. */
  get done(): boolean {
    return this.frames.at(-1)?.data === '[DONE]';
  }

  /** The parsed data of every frame but `[DONE]`. */
  get events(): unknown[] {
    return this.frames.filter(({ data }) => data !== '[DONE]').map(({ data }) => JSON.parse(data) as unknown);
  }

  /** Waits for the n-th frame, counting from 1. @throws Error when the answer ends before it or takes too long */
  async untilFrame(n: number, timeoutMs = HANG_MS): Promise<SseFrame> {
    const frame = await until(
      () => {
        const found = this.frames[n - 1];
        if (!found && this.end)
          throw new Error(`the answer ended after ${this.frames.length} frames:\n${this.text}`);
        return found;
      },
      { timeoutMs, what: `frame ${n} (there are ${this.frames.length})` },
    );
    if (!frame) throw new Error(`no frame ${n}`);
    return frame;
  }

  /** Goes away: closes the connection at once. @returns when (`performance.now()`) */
  abort(): number {
    this.#request.destroy();
    this.#agent.destroy();
    return performance.now();
  }

  /**
   * Leaves what comes in the socket, so that the server's writes come to a halt. That the connection was closed is
   * seen only after {@link resumeReading}.
   */
  pauseReading(): void {
    this.#paused = true;
    this.#answer?.pause();
    this.#answer?.socket.pause();
  }

  resumeReading(): void {
    this.#paused = false;
    this.#answer?.socket.resume();
    this.#answer?.resume();
  }

  #begin(answer: IncomingMessage): AnswerStart {
    this.#answer = answer;
    answer.on('data', (bytes: Buffer) => {
      this.chunks.push({ bytes, at: performance.now() });
      this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    });
    if (this.#paused) this.pauseReading();
    answer.on('error', (error) => this.#finish(false, error));
    answer.once('close', () => this.#finish(answer.complete, undefined));
    return { status: answer.statusCode ?? 0, headers: answer.headers, at: performance.now() };
  }

  #finish(complete: boolean, error: Error | undefined): void {
    if (this.end) return;
    this.end = { complete, error, at: performance.now() };
    this.#resolveEnded(this.end);
    this.#agent.destroy();
  }
}

/** The text of a Chat Completions stream: its content deltas, joined. */
export function streamedText(client: SseClient): string {
  return client.events.map(deltaContent).join('');
}

function deltaContent(event: unknown): string {
  if (typeof event !== 'object' || event === null || !('choices' in event)) return '';
  const choices: readonly unknown[] = Array.isArray(event.choices) ? event.choices : [];
  const [choice] = choices;
  if (typeof choice !== 'object' || choice === null || !('delta' in choice)) return '';
  const { delta } = choice;
  if (typeof delta !== 'object' || delta === null || !('content' in delta)) return '';
  return typeof delta.content === 'string' ? delta.content : '';
}
