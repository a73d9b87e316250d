import fastifyCors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { HEADERS_FOR_CALLER } from '../upstream/forwarded-headers';

/** What of an answer's head a page may read besides its content type. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'request-id',
  'traceparent',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'x-llm-proxy-error',
  'x-llm-proxy-budget-remaining',
  'x-llm-proxy-cost',
  'x-llm-proxy-deployment',
  'x-llm-proxy-downgraded-to',
  'x-llm-proxy-dropped',
  'x-llm-proxy-replayed',
  'x-llm-proxy-upstream-request-id',
  ...HEADERS_FOR_CALLER,
  'etag',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
];
/** How long a browser may keep the answer to its preflight; Chromium's own limit is two hours. */
const MAX_AGE_S = 7_200;

/**
 * Lets pages of these origins call from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol): preflights are
 * answered before a key is looked at, for they bring none, and every answer says that the page may read it: errors and
 * streams too. Cookies are never allowed: a key goes into a header.
 *
 * To be called when the trace has its hook and before any hook that refuses.
 * @param origins as `CORS_ORIGINS` has them: `*` alone, or each with scheme, host and port
 */
export async function admitBrowserCallers(
  fastify: FastifyInstance,
  origins: readonly string[],
): Promise<void> {
  await fastify.register(fastifyCors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE_S,
    credentials: false,
    // The one that is asked for is allowed, whatever it is: SDKs send a dozen of their own.
    strictPreflight: false,
  });
  fastify.addHook('onRequest', carryToAnswer);
}

const CARRIED = ['access-control-allow-origin', 'access-control-expose-headers', 'vary'];

/** Streams and whole answers go to the socket past Fastify, which knows nothing of the reply's own headers. */
function carryToAnswer(request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  for (const name of CARRIED) {
    const value = reply.getHeader(name);
    if (typeof value === 'string') request.answerHeaders.push(name, value);
  }
  done();
}
