import type { IncomingHttpHeaders } from 'node:http';
import { randomHex, sortableId } from './sortable-id';

/** The identity of one request in logs, headers and error bodies. */
export interface RequestTrace {
  /** Ours, unique and sortable by time: by it the ledger knows the call. */
  readonly callId: string;
  /** `x-request-id`: the caller's when it is sane, else the call's id. */
  readonly requestId: string;
  /** W3C trace id, 32 hex digits: the caller's when a valid `traceparent` came, else ours. */
  readonly traceId: string;
  /** The `traceparent` that goes to upstreams and back to the caller: the trace with a span of ours. */
  readonly traceparent: string;
  /** The caller's `tracestate`, passed on as it came when the trace is continued. */
  readonly tracestate: string | undefined;
}

const SANE_ID = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
// https://www.w3.org/TR/trace-context/#traceparent-header: a later version than 00 may append fields to these four.
const TRACEPARENT =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;
const SANE_TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/** Starts the trace of a request from its headers, whatever they hold. */
export function startTrace(headers: IncomingHttpHeaders): RequestTrace {
  const callId = sortableId();
  const givenId = headers['x-request-id'];
  const requestId = typeof givenId === 'string' && SANE_ID.test(givenId) ? givenId : callId;
  const parent = headers['traceparent'];
  const match = typeof parent === 'string' && parent.length <= 512 ? TRACEPARENT.exec(parent) : null;
  if (match === null) {
    const traceId = randomHex(16);
    const traceparent = `00-${traceId}-${randomHex(8)}-01`;
    return { callId, requestId, traceId, traceparent, tracestate: undefined };
  }
  const [, traceId = '', flags = '00'] = match;
  const state = headers['tracestate'];
  return {
    callId,
    requestId,
    traceId,
    traceparent: `00-${traceId}-${randomHex(8)}-${flags}`,
    tracestate: typeof state === 'string' && SANE_TRACESTATE.test(state) ? state : undefined,
  };
}
