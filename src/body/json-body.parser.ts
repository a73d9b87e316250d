import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LARGE_BODY_BYTES, viewLargeBody } from './large-body';
import { GatewayError } from '../errors/gateway-error';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came in; undefined on routes without one, and for strangers, whose body is not read. */
    rawBody: Buffer | undefined;
  }
}

/** A type that a parser exists for. */
const JSON_TYPE = 'application/json';

/**
 * Makes the service read JSON bodies: the bytes are kept in `request.rawBody`, their parsed form in `request.body`.
 * A body over `limitBytes` is refused before it is read whole; the body of a request without a valid key is not read.
 */
export function registerJsonBody(fastify: FastifyInstance, limitBytes: number): void {
  fastify.removeAllContentTypeParsers();
  fastify.decorateRequest('rawBody', undefined);
  fastify.addHook('onRequest', (request, _reply, done) => {
    // A stranger's body is not looked at, so its type does not matter: the guards, which charge and refuse, come first.
    if (request.caller === undefined && hasBody(request.raw)) request.raw.headers['content-type'] = JSON_TYPE;
    done();
  });
  fastify.addContentTypeParser(JSON_TYPE, (request, payload: IncomingMessage, done) => {
    if (request.caller === undefined) return void done(null, undefined);
    const refusal = refusedByHead(payload, limitBytes);
    if (refusal !== undefined) return void done(refusal);
    collect(payload, limitBytes, (problem, raw) => {
      if (problem !== undefined) return void done(problem);
      parse(request, raw, done);
    });
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function refusedByHead({ headers }: IncomingMessage, limitBytes: number): GatewayError | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'Compressed request bodies are not accepted.');
  }
  return Number(headers['content-length'] ?? 0) > limitBytes ? tooLarge(limitBytes) : undefined;
}

function tooLarge(limitBytes: number): GatewayError {
  const mebibytes = Number((limitBytes / 1024 / 1024).toFixed(3));
  return new GatewayError(
    'PAYLOAD_TOO_LARGE',
    `The request body is larger than the limit of ${mebibytes} MiB.`,
  );
}

function collect(
  payload: IncomingMessage,
  limitBytes: number,
  done: (problem: GatewayError | undefined, raw: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (problem: GatewayError | undefined): void => {
    // A stream that has ended lets go of its listeners by itself.
    if (!payload.readableEnded) payload.off('data', onData).off('end', onEnd).off('error', onError);
    const [only] = chunks;
    done(problem, chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size));
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= limitBytes) return void chunks.push(chunk);
    chunks.length = 0;
    size = 0;
    payload.pause();
    finish(tooLarge(limitBytes));
  };
  const onEnd = (): void => {
    finish(undefined);
  };
  const onError = (cause: Error): void => {
    finish(new GatewayError('INVALID_REQUEST', 'The request body ended early.', { cause }));
  };
  payload.on('data', onData).on('end', onEnd).on('error', onError);
}

function parse(
  request: FastifyRequest,
  raw: Buffer,
  done: (problem: Error | null, body?: unknown) => void,
): void {
  request.rawBody = raw;
  // Some clients name the type of a body that they do not send; where one is needed, that is asked for later.
  if (raw.length === 0) return void done(null, undefined);
  let body: unknown = raw.length < LARGE_BODY_BYTES ? undefined : viewLargeBody(raw);
  try {
    // One byte a character is half the memory and several times the speed of decoding UTF-8.
    body ??= JSON.parse(isAscii(raw) ? raw.toString('latin1') : raw.toString('utf8'));
  } catch (cause) {
    const message = 'The request body is not valid JSON: it could not be parsed.';
    return void done(new GatewayError('INVALID_REQUEST', message, { param: 'body', cause }));
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return void done(
      new GatewayError('INVALID_REQUEST', 'The request body must be a JSON object.', { param: 'body' }),
    );
  }
  done(null, body);
}
