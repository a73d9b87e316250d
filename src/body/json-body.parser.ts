import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error';
import { jsonFlaw } from '../json/json-flaw';
import { processBytes } from '../memory/byte-budget';
import type { ByteLease } from '../memory/byte-budget';
import { isUtf8Json } from './content-type';
import { overBounds } from './json-bounds';
import { LARGE_BODY_BYTES, viewLargeBody } from './large-body';
import { readBody, tooLarge, UNCOUNTED_BYTES } from './read-body';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came in; undefined on routes without one, and for strangers, whose body is not read. */
    rawBody: Buffer | undefined;
    /** What the body holds of the memory for bodies; undefined for a small one, which is not counted. */
    bodyLease: ByteLease | undefined;
  }
}

/** Gives back what {@link BodyAdmission} reserved, once the body was read or refused. */
export type GiveBack = () => void;

/**
 * Decides from a request's head whether its body is read at all: before a body that is not small.
 * @throws GatewayError when it is not
 */
export type BodyAdmission = (request: FastifyRequest) => GiveBack | Promise<GiveBack>;

/** A type that a parser exists for. */
const JSON_TYPE = 'application/json';

type Done = (problem: Error | null, body?: unknown) => void;

/**
 * Makes the service read JSON bodies: the bytes are kept in `request.rawBody`, their parsed form in `request.body`.
 * A body over `limitBytes` is refused before it is read whole; the body of a request without a valid key is not read, nor
 * is one that `admit` refuses.
 */
export function registerJsonBody(fastify: FastifyInstance, limitBytes: number, admit: BodyAdmission): void {
  fastify.removeAllContentTypeParsers();
  fastify.decorateRequest('rawBody', undefined);
  fastify.decorateRequest('bodyLease', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    // A body that is not looked at may be of any type: what refuses its request comes later.
    if (isWanted(request)) leaseFor(request, reply);
    else if (hasBody(request.raw)) request.raw.headers['content-type'] = JSON_TYPE;
    done();
  });
  fastify.addContentTypeParser(JSON_TYPE, (request, payload: IncomingMessage, done) => {
    if (!isWanted(request)) return void done(null, undefined);
    const refusal = refusedByHead(payload, limitBytes);
    if (refusal !== undefined) return void done(refusal);
    const lease = request.bodyLease;
    if (lease === undefined) return void read(request, payload, limitBytes, done);
    void readAdmitted(request, payload, limitBytes, admit, done);
  });
}

/** Whether a body is looked at: not a stranger's, nor one that was sent to no route. */
function isWanted(request: FastifyRequest): boolean {
  return request.caller !== undefined && !request.is404;
}

/**
 * The bytes are held for as long as the call runs, for it may send them to several upstreams. Then they are let go of: a
 * connection that is kept keeps its last request, so that each idle one would keep a body that nobody counts.
 */
function leaseFor(request: FastifyRequest, reply: FastifyReply): void {
  const { headers } = request.raw;
  const isSmall = headers['transfer-encoding'] === undefined && lengthOf(headers) <= UNCOUNTED_BYTES;
  if (isSmall) return;
  const lease = processBytes.lease();
  request.bodyLease = lease;
  reply.raw.once('close', () => {
    lease.release();
    request.rawBody = undefined;
    request.body = undefined;
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** As declared; 0 where it is not. */
function lengthOf(headers: IncomingMessage['headers']): number {
  return Number(headers['content-length'] ?? 0);
}

function refusedByHead({ headers }: IncomingMessage, limitBytes: number): GatewayError | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'Compressed request bodies are not accepted.');
  }
  if (!isUtf8Json(headers['content-type'])) {
    return new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'The request body must be JSON in UTF-8.');
  }
  return lengthOf(headers) > limitBytes ? tooLarge(limitBytes) : undefined;
}

async function readAdmitted(
  request: FastifyRequest,
  payload: IncomingMessage,
  limitBytes: number,
  admit: BodyAdmission,
  done: Done,
): Promise<void> {
  let giveBack: GiveBack;
  try {
    const admitted = admit(request);
    giveBack = admitted instanceof Promise ? await admitted : admitted;
  } catch (refusal) {
    return void done(refusal as Error);
  }
  read(request, payload, limitBytes, (problem, body) => {
    giveBack();
    done(problem, body);
  });
}

function read(request: FastifyRequest, payload: IncomingMessage, limitBytes: number, done: Done): void {
  const length = payload.headers['transfer-encoding'] === undefined ? lengthOf(payload.headers) : undefined;
  readBody(payload, { length, limitBytes, lease: request.bodyLease }, (problem, raw) => {
    if (problem !== undefined) done(problem);
    else parse(request, raw, done);
  });
}

function parse(request: FastifyRequest, raw: Buffer, done: Done): void {
  request.rawBody = raw;
  // Some clients name the type of a body that they do not send; where one is needed, that is asked for later.
  if (raw.length === 0) return void done(null, undefined);
  let body: unknown = raw.length >= LARGE_BODY_BYTES ? viewLargeBody(raw) : undefined;
  // What there is a view of is within the bounds.
  const over = body === undefined ? overBounds(raw) : undefined;
  if (over !== undefined) return void done(over);
  try {
    // One byte a character is half the memory and several times the speed of decoding UTF-8.
    body ??= JSON.parse(isAscii(raw) ? raw.toString('latin1') : raw.toString('utf8'));
  } catch (cause) {
    const message = `The request body is not valid JSON: ${jsonFlaw(raw, cause)}.`;
    return void done(new GatewayError('INVALID_REQUEST', message, { param: 'body', cause }));
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return void done(
      new GatewayError('INVALID_REQUEST', 'The request body must be a JSON object.', { param: 'body' }),
    );
  }
  done(null, body);
}
