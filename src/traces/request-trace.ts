import type { IncomingHttpHeaders } from 'node:http';
import { isLikeKey } from '../log/like-a-key';
import { randomHex, sortableId } from './sortable-id';

/** The identity of one request in logs, headers and error bodies. */
export interface RequestTrace {
  /** Ours, unique and sortable by time: by it the ledger knows the call. */
  readonly callId: string;
  /** `x-request-id`: the caller's when it is sane and no key, else the call's id. */
  readonly requestId: string;
  /** W3C trace id, 32 hex digits: the caller's when a valid `traceparent` came, else ours. */
  readonly traceId: string;
  /** The `traceparent` that goes to upstreams and back to the caller: the trace with a span of ours. */
  readonly traceparent: string;
  /** The caller's `tracestate`, passed on as it came when the trace is continued. */
  readonly tracestate: string | undefined;
  /** The caller's span, 16 hex digits; undefined where the trace begins here. */
  readonly parentSpanId: string | undefined;
  /** What is noted for the trace's spans; undefined where none are made of it. */
  readonly notes: TraceNotes | undefined;
}

/** What is noted of a request while it runs, until its spans are made. Moments on `performance.now()`'s clock. */
export interface TraceNotes {
  /** When the limits began to look at it; undefined where it did not come so far. */
  admissionAt: number | undefined;
  /** When they had decided. */
  admittedAt: number | undefined;
}

/** Decides whether spans are made of a trace. @param parent the caller's span; undefined where the trace begins here */
export type Sampling = (
  traceId: string,
  parent: { readonly spanId: string; readonly flags: number } | undefined,
) => boolean;

const SANE_ID = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
// https://www.w3.org/TR/trace-context/#traceparent-header: a later version than 00 may append fields to these four.
const TRACEPARENT =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
/** Random digits of a call's id. */
const CALL_DIGITS = 16;
const SANE_TRACESTATE = /^[\x20-\x7e]{1,512}$/;
const SAMPLED = 1;

/**
 * Starts the trace of a request from its headers, whatever they hold.
 * @param sampling undefined where no spans are made: the caller's flags are passed on then
 */
export function startTrace(headers: IncomingHttpHeaders, sampling?: Sampling): RequestTrace {
  // One draw for all three ids.
  const random = randomHex(CALL_DIGITS / 2 + 16 + 8);
  const callId = sortableId(random.slice(0, CALL_DIGITS));
  const spanId = random.slice(CALL_DIGITS, CALL_DIGITS + 16);
  const givenId = headers['x-request-id'];
  const isTaken = typeof givenId === 'string' && SANE_ID.test(givenId) && !isLikeKey(givenId);
  const requestId = isTaken ? givenId : callId;
  const given = headers['traceparent'];
  const match = typeof given === 'string' && given.length <= 512 ? TRACEPARENT.exec(given) : null;
  if (match === null) {
    const traceId = random.slice(CALL_DIGITS + 16);
    const isSampled = sampling?.(traceId, undefined);
    const flags = isSampled === false ? '00' : '01';
    return {
      callId,
      requestId,
      traceId,
      traceparent: `00-${traceId}-${spanId}-${flags}`,
      tracestate: undefined,
      parentSpanId: undefined,
      notes: isSampled === true ? newNotes() : undefined,
    };
  }
  const [, traceId = '', parentSpanId = '', givenFlags = '00'] = match;
  const state = headers['tracestate'];
  const parentFlags = Number.parseInt(givenFlags, 16);
  const isSampled = sampling?.(traceId, { spanId: parentSpanId, flags: parentFlags });
  const flags = isSampled === undefined ? givenFlags : hexByte((parentFlags & ~SAMPLED) | Number(isSampled));
  return {
    callId,
    requestId,
    traceId,
    traceparent: `00-${traceId}-${spanId}-${flags}`,
    tracestate: typeof state === 'string' && SANE_TRACESTATE.test(state) ? state : undefined,
    parentSpanId,
    notes: isSampled === true ? newNotes() : undefined,
  };
}

/** The id of our span in a `traceparent`, 16 hex digits. */
export function spanIdOf(traceparent: string): string {
  return traceparent.slice(36, 52);
}

/** The same `traceparent` with another span. */
export function withSpan(traceparent: string, spanId: string): string {
  return `${traceparent.slice(0, 36)}${spanId}${traceparent.slice(52)}`;
}

function newNotes(): TraceNotes {
  return { admissionAt: undefined, admittedAt: undefined };
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
