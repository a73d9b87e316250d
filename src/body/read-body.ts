import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors/gateway-error';
import type { ByteLease } from '../memory/byte-budget';
import { BodyBytes } from '../memory/body-bytes';
import { JsonBounds } from './json-bounds';
import { LARGE_BODY_BYTES } from './large-body';

/** Bodies up to this size are not counted: to count one costs as much as to read it. */
export const UNCOUNTED_BYTES = 16 * 1024;
/** A body whose length was not declared takes of the budget in steps of this size. */
const STEP_BYTES = 1024 * 1024;

/** How a body is read. */
export interface ReadBodyOptions {
  /** As declared; undefined where it comes in chunks. */
  readonly length: number | undefined;
  readonly limitBytes: number;
  /** Where its bytes are counted; undefined for a small one. */
  readonly lease: ByteLease | undefined;
}

/** Told once: the bytes, or why they did not come. */
export type OnBody = (problem: GatewayError | undefined, raw: Buffer) => void;

const NO_BYTES = Buffer.alloc(0);

/**
 * Reads a body within its bounds: bytes, room in memory, depth and number of values. Where it is over one the rest stays
 * unread. While there is no room for it nothing is read either, and TCP makes the sender wait.
 */
export function readBody(payload: IncomingMessage, options: ReadBodyOptions, onBody: OnBody): void {
  const { length, lease } = options;
  if (length === undefined || lease === undefined) {
    new BodyReading(payload, options, onBody).start();
    return;
  }
  lease.take(length, (problem) => {
    if (problem !== undefined) return void onBody(problem, NO_BYTES);
    new BodyReading(payload, options, onBody).start();
  });
}

/** The reading of one body. */
class BodyReading {
  readonly #bytes: BodyBytes;
  /**
   * Holds the beginning of a large body to them, so that most that are over one are refused before they are here. The rest is
   * looked at when it is whole, in the same walk that tells where its fields are: a walk of its own took as long.
   */
  readonly #bounds: JsonBounds | undefined;
  #over = false;

  constructor(
    private readonly payload: IncomingMessage,
    private readonly options: ReadBodyOptions,
    private readonly onBody: OnBody,
  ) {
    const { length } = options;
    const large = length === undefined || length >= LARGE_BODY_BYTES;
    if (large) this.#bounds = new JsonBounds();
    this.#bytes = new BodyBytes(large ? length : undefined);
  }

  start(): void {
    this.payload.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError);
  }

  readonly #onData = (piece: Buffer): void => {
    if (this.#over) return;
    const { limitBytes, length, lease } = this.options;
    const size = this.#bytes.size + piece.length;
    if (size > limitBytes) return void this.#refuse(tooLarge(limitBytes));
    const problem = this.#bytes.size < LARGE_BODY_BYTES ? this.#bounds?.take(piece) : undefined;
    if (problem !== undefined) return void this.#refuse(problem);
    this.#bytes.add(piece);
    if (length === undefined && size > Math.max(lease?.bytes ?? Infinity, UNCOUNTED_BYTES)) this.#takeStep();
  };

  /** Of the piece that is over what was taken the bytes are here already; no more come until there is room for them. */
  #takeStep(): void {
    this.payload.pause();
    this.options.lease?.take(STEP_BYTES, (problem) => {
      if (problem !== undefined) this.#refuse(problem);
      else this.payload.resume();
    });
  }

  readonly #onEnd = (): void => {
    this.#over = true;
    // A connection that is kept keeps its last request, and so everything that listened to that.
    this.onBody(undefined, this.#bytes.take());
  };

  /** An error of ours tells why the body is waited for no longer (`http/caller-connections.ts`). */
  readonly #onError = (cause: Error): void => {
    if (cause instanceof GatewayError) return void this.#finish(cause);
    this.#finish(new GatewayError('INVALID_REQUEST', 'The request body ended early.', { cause }));
  };

  #refuse(problem: GatewayError): void {
    this.payload.pause();
    this.#finish(problem);
  }

  #finish(problem: GatewayError): void {
    if (this.#over) return;
    this.#over = true;
    this.payload.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError);
    this.options.lease?.release();
    this.onBody(problem, NO_BYTES);
  }
}

/** The 413 of a body over the limit. */
export function tooLarge(limitBytes: number): GatewayError {
  const mebibytes = Number((limitBytes / 1024 / 1024).toFixed(3));
  return new GatewayError(
    'PAYLOAD_TOO_LARGE',
    `The request body is larger than the limit of ${mebibytes} MiB.`,
  );
}
