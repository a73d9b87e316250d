import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

/** What hooks and guards have set on a reply; after `hijack()` Fastify does not send it by itself. */
export function replyHeaders(reply: FastifyReply): OutgoingHttpHeaders {
  // Fastify's types allow for undefined; its setter does not, and makes it an empty text.
  return reply.getHeaders() as OutgoingHttpHeaders;
}
