import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { GatewayError } from '../errors/gateway-error';
import { bodyDecoder } from './body-decoder';
import type { BodyDecoder } from './body-decoder';
import { fromTransportError, upstreamFailed } from './upstream-failure';

/** A whole answer may be this large, the explanation of an error this large. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 1024 * 1024;
/** How long the rest of an answer may take after its consumer had all it needs, before the connection is given up. */
const DRAIN_MS = 1_000;

/** One request to an upstream. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What an upstream answered; the body is empty when a consumer took it. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Takes a response body as it arrives. */
export interface BodyConsumer {
  /** The response head; true to take the body piece by piece, false to have it collected. */
  head(status: number, headers: IncomingHttpHeaders): boolean;
  /** A piece of the body; false pauses the upstream until {@link resume} is called. What it throws ends the exchange. */
  data(piece: Buffer): boolean;
  /** True once nothing more is needed, whatever the upstream may still send. */
  readonly satisfied: boolean;
  /** Set by the exchange. */
  resume: (() => void) | undefined;
}

/** One request and its answer on a connection of a pool, from dispatch to the last byte; ends exactly once. */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<UpstreamAnswer>;
  #resolve!: (answer: UpstreamAnswer) => void;
  #reject!: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #abortReason: Error | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #consumed = false;
  #collected: Buffer[] = [];
  #size = 0;
  #decoder: BodyDecoder | undefined;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly signal: AbortSignal,
    private readonly consumer?: BodyConsumer,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort, { once: true });
    if (consumer !== undefined) consumer.resume = () => this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abortReason !== undefined) controller.abort(this.#abortReason);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300 && status < 400) {
      this.#fail(
        upstreamFailed('redirect', 'The upstream answered with a redirect, which is never followed.'),
      );
      return;
    }
    this.#guarded(() => {
      const encoding = headers['content-encoding'];
      if (typeof encoding === 'string' && encoding !== 'identity') this.#decode(encoding);
      this.#consumed = this.consumer?.head(status, headers) ?? false;
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#decoder === undefined) {
      this.#take(chunk);
    } else if (!this.#decoder.write(chunk)) {
      controller.pause();
    }
  }

  onResponseEnd(): void {
    clearTimeout(this.#drainTimer);
    if (this.#decoder === undefined) this.#complete();
    else this.#decoder.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, problem: Error): void {
    clearTimeout(this.#drainTimer);
    this.#settle(fromTransportError(problem, this.#status !== 0));
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.signal.reason;
    this.#fail(reason instanceof Error ? reason : new Error('The call was abandoned.', { cause: reason }));
  };

  #decode(encoding: string): void {
    this.#decoder = bodyDecoder(encoding, {
      data: (piece) => {
        this.#take(piece);
      },
      drain: () => this.#controller?.resume(),
      end: () => {
        this.#complete();
      },
      fail: (cause) => {
        this.#fail(
          upstreamFailed('malformed', 'The upstream sent an answer that could not be decompressed.', cause),
        );
      },
    });
  }

  #take(piece: Buffer): void {
    if (this.#settled) return;
    if (!this.#consumed) {
      this.#collect(piece);
      return;
    }
    this.#guarded(() => {
      if (this.consumer?.data(piece) === false) this.#controller?.pause();
      if (this.consumer?.satisfied === true) this.#drainRest();
    });
  }

  #collect(piece: Buffer): void {
    this.#size += piece.length;
    if (this.#size > (this.#status < 300 ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES)) {
      this.#fail(upstreamFailed('frame_too_large', 'The upstream sent an answer over the size limit.'));
      return;
    }
    this.#collected.push(piece);
  }

  /** The consumer is done: the answer counts as complete, while the connection gets a moment to become reusable. */
  #drainRest(): void {
    this.#complete();
    this.#drainTimer = setTimeout(() => {
      this.#controller?.abort(new Error('The upstream went on after the end of its answer.'));
    }, DRAIN_MS);
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#fail(
        thrown instanceof Error ? thrown : new Error('The answer could not be read.', { cause: thrown }),
      );
    }
  }

  #complete(): void {
    if (this.#settled) return;
    this.#release();
    const [only] = this.#collected;
    const body =
      this.#collected.length === 1 && only !== undefined ? only : Buffer.concat(this.#collected, this.#size);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  /** Ends the exchange from our side: the connection is closed with it. */
  #fail(reason: Error): void {
    if (this.#settled) return;
    this.#abortReason = reason;
    this.#settle(reason);
    this.#controller?.abort(reason);
  }

  #settle(reason: Error | GatewayError): void {
    if (this.#settled) return;
    this.#release();
    this.#reject(reason);
  }

  #release(): void {
    this.#settled = true;
    this.signal.removeEventListener('abort', this.#onAbort);
    this.#decoder?.release();
    if (this.consumer !== undefined) this.consumer.resume = undefined;
  }
}
