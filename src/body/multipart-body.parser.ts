import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error';
import { invalid } from '../errors/invalid-field';
import { FormHash } from './form-hash';
import { boundaryOf, MultipartFields } from './multipart-fields';
import { PassingBody } from './passing-body';
import { tooLarge, UNCOUNTED_BYTES } from './read-body';
import { refuseModelChoice, refuseUpstreamChoice } from './upstream-choice';

declare module 'fastify' {
  interface FastifyRequest {
    /** A multipart form, read as far as its model; undefined for every other body. */
    passingBody: PassingBody | undefined;
  }
  interface FastifyContextConfig {
    /** Whether the route takes multipart forms; elsewhere they are a 415. */
    takesMultipart?: boolean;
  }
}

/** A form whose length is not known takes of the memory for bodies in steps of this size. */
const STEP_BYTES = 1024 * 1024;

type Done = (problem: Error | null, body?: unknown) => void;

/**
 * Makes the service take multipart forms on the routes that pass them on. A form is read until its field `model` has come,
 * which is all that is known of it; the rest goes to the upstream while it comes in. SDKs may put the file first, and then the
 * file is what has to be kept. So is all of a form that comes with an `Idempotency-Key`: whether it was made before is known
 * at its end.
 */
export function registerMultipartBody(fastify: FastifyInstance, limitBytes: number): void {
  fastify.decorateRequest('passingBody', undefined);
  fastify.addContentTypeParser('multipart/form-data', (request, payload: IncomingMessage, done) => {
    const refusal = refusedByHead(request, limitBytes);
    if (refusal !== undefined) return void done(refusal);
    const boundary = boundaryOf(request.raw.headers['content-type'] ?? '');
    if (boundary === undefined) {
      return void done(invalid('body', 'The content-type of a multipart form has to name its boundary.'));
    }
    new FormHead(request, payload, boundary, limitBytes, done).start();
  });
}

function refusedByHead(request: FastifyRequest, limitBytes: number): GatewayError | undefined {
  const { headers } = request.raw;
  if (request.routeOptions.config.takesMultipart !== true) {
    const message = 'The request body must be JSON: content-type application/json.';
    return new GatewayError('UNSUPPORTED_MEDIA_TYPE', message);
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'Compressed request bodies are not accepted.');
  }
  return Number(headers['content-length'] ?? 0) > limitBytes ? tooLarge(limitBytes) : undefined;
}

/** The reading of a form until its model has come, or where it has a key, to its end. */
class FormHead {
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #taken = UNCOUNTED_BYTES;
  readonly #fields: MultipartFields;
  /** Undefined where nobody asks whether it is the same as another one. */
  readonly #hash: FormHash | undefined;

  /** @param boundary of the form */
  constructor(
    private readonly request: FastifyRequest,
    private readonly payload: IncomingMessage,
    boundary: string,
    private readonly limitBytes: number,
    private readonly done: Done,
  ) {
    this.#fields = new MultipartFields(boundary, (name) => {
      // `litellm_metadata[x]` is a field of that object to LiteLLM.
      const field = { [name.split('[', 1)[0] ?? name]: '' };
      refuseUpstreamChoice(field);
      if (request.caller?.kind === 'virtual') refuseModelChoice(field);
    });
    this.#hash = request.raw.headers['idempotency-key'] === undefined ? undefined : new FormHash(boundary);
  }

  start(): void {
    this.payload.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError);
  }

  readonly #onData = (piece: Buffer): void => {
    this.#size += piece.length;
    this.#pieces.push(piece);
    try {
      if (this.#size > this.limitBytes) throw tooLarge(this.limitBytes);
      this.#fields.take(piece);
      this.#hash?.take(piece);
    } catch (problem) {
      return void this.#finish(problem as Error);
    }
    if (this.#fields.model !== undefined && this.#hash === undefined) this.#finish(null, false);
    else if (this.#size > this.#taken) this.#takeStep();
  };

  /** No more of a form is read than there is room for. */
  #takeStep(): void {
    this.payload.pause();
    this.request.bodyLease?.take(STEP_BYTES, (problem) => {
      if (problem !== undefined) return void this.#finish(problem);
      this.#taken += STEP_BYTES;
      this.payload.resume();
    });
  }

  readonly #onEnd = (): void => {
    try {
      this.#fields.end();
    } catch (problem) {
      return void this.#finish(problem as Error);
    }
    this.#finish(null, true);
  };

  readonly #onError = (cause: Error): void => {
    this.#finish(
      cause instanceof GatewayError
        ? cause
        : new GatewayError('INVALID_REQUEST', 'The request body ended early.', { cause }),
    );
  };

  #finish(problem: Error | null, isWhole = false): void {
    const { payload, request, limitBytes } = this;
    payload.pause();
    payload.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError);
    if (problem !== null) return void this.done(problem);
    request.passingBody = new PassingBody({
      head: request.raw.headers,
      begun: Buffer.concat(this.#pieces),
      fields: this.#fields,
      rest: isWhole ? undefined : payload,
      hash: this.#hash?.end(),
      limitBytes,
    });
    this.done(null, { model: this.#fields.model === '' ? undefined : this.#fields.model });
  }
}
