import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { GatewayError } from '../errors/gateway-error';
import { boundaryOf } from './multipart-fields';
import type { MultipartFields, Place } from './multipart-fields';
import { tooLarge } from './read-body';

/** What a {@link PassingBody} is made with. */
interface PassingBodyParts {
  readonly head: IncomingHttpHeaders;
  /** What has been read: all up to its field `model`, and what came with that. */
  readonly begun: Buffer;
  readonly fields: MultipartFields;
  /** What is still to come; undefined where all of it was read. */
  readonly rest: IncomingMessage | undefined;
  readonly limitBytes: number;
  /** What tells it from another one; only where all of it was read. */
  readonly hash?: string | undefined;
}

/**
 * A multipart form on its way: the model's name is replaced, or added where the form names none; every other byte passes as
 * it came, and is read no faster than it is taken.
 */
export class PassingBody {
  readonly contentType: string;
  #spent = false;
  /** Bytes that have come. */
  #come: number;

  constructor(private readonly parts: PassingBodyParts) {
    this.contentType = parts.head['content-type'] ?? '';
    this.#come = parts.begun.length;
  }

  /** What tells it from another one, whatever its boundary is; undefined where it is not known before it has passed. */
  get hash(): string | undefined {
    return this.parts.hash;
  }

  /** Whether something of it has left that is not kept. */
  get isSpent(): boolean {
    return this.#spent;
  }

  /** Bytes of it as its sender sends them: as many as it said, else as many as have come so far. */
  get size(): number {
    return this.#declared ?? this.#come;
  }

  /** Bytes of it, where its sender said so, with this model in it. */
  length(model: string): number | undefined {
    const declared = this.#declared;
    if (declared === undefined) return undefined;
    const { start, end } = this.#place;
    return declared - (end - start) + this.#written(model).length;
  }

  /** @throws GatewayError for fields that must not pass, a body that is too large, or does not come */
  async *open(model: string): AsyncGenerator<Buffer, void, undefined> {
    const { begun, rest } = this.parts;
    const { start, end } = this.#place;
    if (rest !== undefined) this.#spent = true;
    yield Buffer.concat([begun.subarray(0, start), this.#written(model), begun.subarray(end)]);
    if (rest !== undefined) yield* this.#others(rest);
  }

  async *#others(rest: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
    const { fields, limitBytes } = this.parts;
    try {
      // The caller's connection is needed for the answer.
      for await (const piece of rest.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        this.#come += piece.length;
        if (this.#come > limitBytes) throw tooLarge(limitBytes);
        fields.take(piece);
        yield piece;
      }
    } catch (cause) {
      if (cause instanceof GatewayError) throw cause;
      throw new GatewayError('INVALID_REQUEST', 'The request body ended early.', { cause });
    }
    fields.end();
  }

  get #declared(): number | undefined {
    const { head, rest, begun } = this.parts;
    const declared = rest === undefined ? begun.length : Number(head['content-length'] ?? NaN);
    return Number.isInteger(declared) ? declared : undefined;
  }

  get #place(): Place {
    return this.parts.fields.place ?? { start: 0, end: 0 };
  }

  #written(model: string): Buffer {
    const text = model.replaceAll(/[\r\n]/g, ' ');
    if (this.parts.fields.place !== undefined) return Buffer.from(text);
    const boundary = boundaryOf(this.contentType) ?? '';
    return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${text}\r\n`);
  }
}
