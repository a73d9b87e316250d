import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { abortReason } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { clearDeadline, setDeadline } from '../cancellation/deadlines';
import type { Deadline } from '../cancellation/deadlines';
import { noRoom } from '../memory/byte-budget';
import { MAX_ANSWER_BYTES } from './answer-limit';
import { bodyDecoder } from './body-decoder';
import type { BodyDecoder } from './body-decoder';
import { CollectedAnswer } from './collected-answer';
import { HeldFrame } from './held-frame';
import { connectTimedOut, fromTransportError, upstreamFailed } from './upstream-failure';
import type { ExchangePhase } from './upstream-failure';

/** Frames up to this size are not counted. */
const UNCOUNTED_FRAME_BYTES = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);
/** The explanation of an error may be this large. */
const MAX_ERROR_BYTES = 1024 * 1024;
/** How long the rest of an answer may take after its consumer had all it needs, before the connection is given up. */
const DRAIN_MS = 1_000;

/** One request to an upstream. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query, below the path of the base URL. */
  readonly path: string;
  /** Whether the path begins at the origin. */
  readonly fromOrigin?: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** A request whose body is sent while it comes in, and cannot be sent again. */
export interface StreamedRequest extends Omit<UpstreamRequest, 'body'> {
  readonly body: Readable;
}

/** What an upstream answered; the body is empty when a consumer took it. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A consumer's hold on the body that flows to it. */
export interface BodyFlow {
  /** Stops reading from the upstream until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Nothing more is needed: the exchange is complete, whatever the upstream may still send. */
  finish(): void;
  /** The body is no good: the exchange fails with this, and its connection is closed. */
  fail(reason: Error): void;
}

/** Takes a response body as it arrives. */
export interface BodyConsumer {
  /** The response head; true to take the body piece by piece, false to have it collected. May throw. */
  head(status: number, headers: IncomingHttpHeaders, flow: BodyFlow): boolean;
  /** A piece of the body. Must not throw. */
  data(piece: Buffer): void;
  /** Bytes of earlier pieces that it still keeps: a frame may be large, and so may what a mapping keeps of an answer. */
  readonly heldBytes: number;
}

/** One request and its answer on a connection of a pool, from dispatch to the last byte; ends exactly once. */
export class UpstreamExchange implements Dispatcher.DispatchHandler, BodyFlow, Deadline {
  readonly answer: Promise<UpstreamAnswer>;
  dueAt = Infinity;
  place = -1;
  #resolve!: (answer: UpstreamAnswer) => void;
  #reject!: (reason: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #abortReason: Error | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  /** Who takes the body, once the head was seen; undefined while it is collected. */
  #taker: BodyConsumer | undefined;
  #collected: CollectedAnswer | undefined;
  /** Of a stream that had a large frame. */
  #frame: HeldFrame | undefined;
  #decoder: BodyDecoder | undefined;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly signal: CancelSignal,
    private readonly consumer?: BodyConsumer,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort);
  }

  /** Bounds the wait for a connection; undici looks at its own limit about once a second only. */
  limitConnecting(limitMs: number): void {
    if (this.#controller !== undefined || this.#settled) return;
    setDeadline(this, performance.now() + limitMs);
  }

  /** No connection within its limit. */
  onDue(): void {
    this.fail(connectTimedOut());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    clearDeadline(this);
    this.#controller = controller;
    if (this.#abortReason !== undefined) controller.abort(this.#abortReason);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200 || this.#settled) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300 && status < 400) {
      this.fail(
        upstreamFailed('redirect', 'The upstream answered with a redirect, which is never followed.'),
      );
      return;
    }
    try {
      const encoding = headers['content-encoding'];
      if (typeof encoding === 'string' && encoding !== 'identity') this.#decode(encoding);
      if (this.consumer?.head(status, headers, this) === true) this.#taker = this.consumer;
      else if (this.#decoder === undefined) this.#expect(headers['content-length']);
    } catch (thrown) {
      this.fail(
        thrown instanceof Error ? thrown : new Error('The answer could not be read.', { cause: thrown }),
      );
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#decoder !== undefined) {
      if (!this.#decoder.write(chunk)) controller.pause();
    } else if (this.#taker !== undefined) {
      this.#hand(this.#taker, chunk);
    } else {
      this.#collect(chunk);
    }
  }

  #hand(taker: BodyConsumer, piece: Buffer): void {
    const held = taker.heldBytes;
    if (held > UNCOUNTED_FRAME_BYTES) this.#frame ??= new HeldFrame();
    if (this.#frame?.holds(held) === false) this.fail(noRoom());
    else taker.data(piece);
  }

  onResponseEnd(): void {
    clearTimeout(this.#drainTimer);
    if (this.#decoder === undefined) this.#complete();
    else this.#decoder.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, problem: Error): void {
    clearTimeout(this.#drainTimer);
    this.#settle(fromTransportError(problem, this.#phase));
  }

  /** With a decoder in between it is that which stops, and then by its own back-pressure the upstream. */
  pause(): void {
    (this.#decoder ?? this.#controller)?.pause();
  }

  resume(): void {
    if (!this.#settled) (this.#decoder ?? this.#controller)?.resume();
  }

  /** The connection gets a moment to become reusable. */
  finish(): void {
    if (this.#settled) return;
    this.#complete();
    this.#controller?.resume();
    this.#drainTimer = setTimeout(() => {
      this.#controller?.abort(new Error('The upstream went on after the end of its answer.'));
    }, DRAIN_MS);
  }

  fail(reason: Error): void {
    if (this.#settled) return;
    this.#abortReason = reason;
    this.#settle(reason);
    this.#controller?.abort(reason);
  }

  readonly #onAbort = (): void => {
    this.fail(abortReason(this.signal));
  };

  get #phase(): ExchangePhase {
    if (this.#status !== 0) return 'answering';
    return this.#controller === undefined ? 'unsent' : 'sent';
  }

  #decode(encoding: string): void {
    this.#decoder = bodyDecoder(encoding, {
      data: (piece) => {
        if (this.#settled) return;
        if (this.#taker === undefined) this.#collect(piece);
        else this.#hand(this.#taker, piece);
      },
      drain: () => {
        if (!this.#settled) this.#controller?.resume();
      },
      end: () => {
        this.#complete();
      },
      fail: (cause) => {
        this.fail(
          upstreamFailed('malformed', 'The upstream sent an answer that could not be decompressed.', cause),
        );
      },
    });
  }

  /** Room for an answer is taken before it is read, so that several do not wait for one another half read. */
  #expect(length: string | string[] | undefined): void {
    const declared = Number(length);
    if (declared > 0) this.#collected = new CollectedAnswer(this, this.#limitBytes, declared);
  }

  #collect(piece: Buffer): void {
    this.#collected ??= new CollectedAnswer(this, this.#limitBytes);
    this.#collected.add(piece);
  }

  get #limitBytes(): number {
    return this.#status < 300 ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
  }

  #complete(): void {
    if (this.#settled) return;
    this.#release();
    this.#resolve({
      status: this.#status,
      headers: this.#headers,
      body: this.#collected?.end() ?? NO_BYTES,
    });
  }

  #settle(reason: Error): void {
    if (this.#settled) return;
    this.#release();
    this.#collected?.release();
    this.#reject(reason);
  }

  #release(): void {
    this.#settled = true;
    clearDeadline(this);
    this.signal.removeEventListener('abort', this.#onAbort);
    this.#frame?.release();
    this.#decoder?.release();
  }
}
