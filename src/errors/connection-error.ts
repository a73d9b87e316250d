import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody, errorHeaders } from './error-body';
import { GatewayError } from './gateway-error';

/** What is wrong with what never became a request: malformed HTTP, contradictory framing, a head that came too slowly. */
export function connectionProblem(cause: NodeJS.ErrnoException): GatewayError {
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new GatewayError('REQUEST_TIMEOUT', 'The request came too slowly.', { cause });
  }
  const message =
    cause.code === 'HPE_HEADER_OVERFLOW'
      ? 'The request headers are too large.'
      : 'The request is not valid HTTP/1.1.';
  return new GatewayError('INVALID_REQUEST', message, { cause });
}

/** What to say to a client that takes the service for a proxy of its own: nothing is tunnelled here (RFC 9110 §9.3.6). */
export function noTunnel(): GatewayError {
  return new GatewayError(
    'METHOD_NOT_ALLOWED',
    "This is no proxy for other addresses. Put its address into the client's base URL, not into HTTPS_PROXY.",
  );
}

/** An error as a whole HTTP answer in the catalogue's shape, for a connection that is closed after it. */
export function rawRefusal(error: GatewayError): string {
  const traceId = randomUUID().replaceAll('-', '');
  const body = JSON.stringify(errorBody(error, traceId, 'openai'));
  const headers = {
    ...errorHeaders(error),
    'x-request-id': traceId,
    'content-type': 'application/json; charset=utf-8',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
  return head + body;
}

/**
 * Whether an earlier request on this connection still waits for its answer or for the rest of it: what we say here would
 * be taken for that answer, or be in the middle of it.
 */
export function isAnswering(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  if (!(response instanceof ServerResponse)) return false;
  const request: unknown = response.req;
  return response.headersSent || (request instanceof IncomingMessage && request.complete);
}
