import type { IncomingHttpHeaders } from 'node:http';
import { errorBody } from './error-body';
import type { ErrorFormat } from './error-body';
import type { GatewayError } from './gateway-error';
import { geminiErrorBody, geminiErrorStatus } from './gemini-error';
import { isGeminiRoute } from './gemini-route';
import { messagesErrorBody, messagesErrorStatus } from './messages-error';
import { isMessagesRoute } from './messages-route';

/** An error as an answer: its status and its JSON. */
export interface ErrorReply {
  readonly status: number;
  readonly body: string;
}

/** What of a request decides the form of its error. */
export interface RefusedRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly trace: { readonly requestId: string; readonly traceId: string };
}

/** The answer to a request for an error, in the form of the API that its route belongs to. */
export function errorReply(error: GatewayError, { url, headers, trace }: RefusedRequest): ErrorReply {
  if (isMessagesRoute(url, headers)) {
    return { status: messagesErrorStatus(error), body: messagesErrorBody(error, trace.requestId) };
  }
  if (isGeminiRoute(url, headers)) {
    return { status: geminiErrorStatus(error), body: geminiErrorBody(error, trace.traceId) };
  }
  const { verbatim } = error;
  if (verbatim?.wire === 'openai-responses') return { status: verbatim.status, body: verbatim.body };
  return { status: error.status, body: JSON.stringify(errorBody(error, trace.traceId, errorFormatOf(url))) };
}

/** The status of an error in a door's wire: what its caller gets, and logs and metrics show. */
export function errorStatus(error: GatewayError, wire: string): number {
  switch (wire) {
    case 'anthropic-messages':
      return messagesErrorStatus(error);
    case 'gemini':
      return geminiErrorStatus(error);
    default:
      return error.verbatim?.wire === wire && error.verbatim.status >= 400
        ? error.verbatim.status
        : error.status;
  }
}

/** The status of an error of a request that no door took. */
export function refusalStatus(
  error: GatewayError,
  { url, headers }: Pick<RefusedRequest, 'url' | 'headers'>,
): number {
  if (isMessagesRoute(url, headers)) return messagesErrorStatus(error);
  return isGeminiRoute(url, headers) ? geminiErrorStatus(error) : error.status;
}

/** The `/llm/*` routes show the catalogue's codes alone, all others a provider's finer ones too. */
export function errorFormatOf(url: string): ErrorFormat {
  return url.startsWith('/llm/') ? 'uniform' : 'openai';
}
