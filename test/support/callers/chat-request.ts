import { Agent, request } from 'undici';
import type { IncomingHttpHeaders } from 'undici/types/header';
import type { Gateway } from '../service/gateway';
import { requestPayload } from './request-payload';
import { SseClient } from './sse-client';
import { HANG_MS, within } from '../observation/until';

// A connection for each call: none is left open to hold up the end of a test.
const AGENT = new Agent({ pipelining: 0 });

/** How a call is made. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as Bearer: the gateway's own key by default, null for none. */
  readonly key?: string | null;
  readonly signal?: AbortSignal;
}

/** A whole answer. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, parsed when it is read. @throws SyntaxError when it is not JSON */
  readonly json: unknown;
  /** `error` of the body. @throws Error when it is missing */
  readonly error: Readonly<Record<string, unknown>>;
}

/** A chat request without any particulars. */
export const HELLO = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] } as const;

/** Makes any call and reads the whole answer. @param body an object is sent as JSON; text and bytes as they are */
export async function call(
  gateway: Gateway,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'HEAD',
  path: string,
  { body, ...options }: CallOptions & { readonly body?: unknown } = {},
): Promise<CallAnswer> {
  const payload = requestPayload(body);
  const answer = await within(
    request(`${gateway.url}${path}`, {
      dispatcher: AGENT,
      method,
      headers: {
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...credentials(gateway, options),
      },
      body: payload ?? null,
      signal: options.signal ?? null,
    }),
    { what: `the head of ${method} ${path}`, timeoutMs: 2 * HANG_MS },
  );
  const text = await within(answer.body.text(), {
    what: `the answer to ${method} ${path}`,
    timeoutMs: 2 * HANG_MS,
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    get json() {
      return JSON.parse(text) as unknown;
    },
    get error() {
      return errorOf(JSON.parse(text));
    },
  };
}

/** `POST`, `/v1/chat/completions` by default. */
export function postChat(
  gateway: Gateway,
  body: unknown = HELLO,
  { path = '/v1/chat/completions', ...options }: CallOptions & { readonly path?: string } = {},
): Promise<CallAnswer> {
  return call(gateway, 'POST', path, { body, ...options });
}

/** `GET`. */
export function get(gateway: Gateway, path: string, options: CallOptions = {}): Promise<CallAnswer> {
  return call(gateway, 'GET', path, options);
}

/** Opens a stream: `POST`, `/v1/chat/completions` by default; `stream: true` is added to an object. */
export function streamChat(
  gateway: Gateway,
  body: unknown = HELLO,
  {
    path = '/v1/chat/completions',
    paused = false,
    ...options
  }: Omit<CallOptions, 'signal'> & { readonly path?: string; readonly paused?: boolean } = {},
): SseClient {
  const asked = typeof body === 'object' && body !== null && !Buffer.isBuffer(body);
  return new SseClient(`${gateway.url}${path}`, {
    headers: credentials(gateway, options),
    body: asked ? { stream: true, ...body } : body,
    paused,
  });
}

function credentials(
  gateway: Gateway,
  { key = gateway.key, headers = {} }: CallOptions,
): Record<string, string> {
  return { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers };
}

function errorOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body;
    if (typeof error === 'object' && error !== null) return { ...error };
  }
  throw new Error(`no error in ${JSON.stringify(body)}`);
}
