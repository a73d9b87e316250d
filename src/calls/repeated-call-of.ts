import { createHash, hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors/gateway-error';
import { removeFields } from '../json/json-edit';
import type { PassedRequest } from '../llm/passed-call';
import type { RepeatedCall } from '../routing/repeated-call';

const KEY = 'idempotency-key';
const LAST_EVENT = 'last-event-id';
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const NUMBER = /^\d{1,9}$/;
/** Bodies up to so many bytes are put together with their model's name to be hashed. */
const MAX_COPIED = 64 * 1024;
/** They say how the answer is wanted, not what is asked: whole and streamed, it is one call. */
const HOW = ['stream', 'stream_options'];
/** So is Gemini's method, and the route of the uniform door. */
const WAYS = [/:(?:g|streamG)enerateContent$/, /(?<=^\/llm)\/(?:chat|completions|stream)$/];

/** The part of a call that tells whether it is the same as another one. */
interface Asked {
  readonly caller: string;
  readonly route: string;
  readonly model: string;
  readonly raw: Buffer;
  /** Where its bytes pass. */
  readonly passed?: PassedRequest | undefined;
}

/**
 * Reads `Idempotency-Key` and `Last-Event-ID`.
 * @returns undefined without a key
 * @throws GatewayError INVALID_REQUEST naming the header that is no good
 */
export function repeatedCallOf(headers: IncomingHttpHeaders, asked: Asked): RepeatedCall | undefined {
  const key = headers[KEY];
  const last = headers[LAST_EVENT];
  if (typeof key !== 'string') {
    if (last === undefined) return undefined;
    throw invalidHeader('Last-Event-ID goes with the Idempotency-Key of the call that it continues.');
  }
  if (!PRINTABLE.test(key)) {
    throw invalidHeader('Idempotency-Key must be 1 to 255 printable ASCII characters.');
  }
  if (last !== undefined && (typeof last !== 'string' || !NUMBER.test(last))) {
    throw invalidHeader('Last-Event-ID must be the number of an event: the `id` that it came with.');
  }
  const { passed } = asked;
  if (passed !== undefined && last !== undefined) {
    throw invalidHeader(
      `Last-Event-ID is for routes whose events have ids: /v1/${passed.operation} has none.`,
    );
  }
  const door = WAYS.reduce((route, way) => route.replace(way, ''), asked.route);
  // What passes has the form that it was asked for, and no other.
  const same = passed === undefined ? removeFields(asked.raw, HOW) : (passed.stream?.hash ?? asked.raw);
  return {
    name: hash('sha256', `${asked.caller}\n${door}\n${key}`, 'base64'),
    bodyHash: bodyHash(`${asked.model}\n`, same),
    after: last === undefined ? undefined : Number(last),
  };
}

/** In one call of the library a hash takes a third of the time; a large body is not copied for it. */
function bodyHash(before: string, body: Buffer | string): string {
  if (body.length > MAX_COPIED) return createHash('sha256').update(before).update(body).digest('base64');
  return hash('sha256', Buffer.concat([Buffer.from(before), Buffer.from(body)]), 'base64');
}

function invalidHeader(message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message);
}
