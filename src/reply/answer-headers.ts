import type { FastifyReply, FastifyRequest } from 'fastify';
import { showTrace } from '../traces/shown-trace';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * What hooks and guards put on the answer, no matter who sends it: lower-case names and values in turn. Not among the
     * reply's own headers: gathering those was a tenth of what a whole answer cost.
     */
    answerHeaders: string[];
  }
}

/** Headers by lower-case name. */
type Headers = Readonly<Record<string, string>>;

/** The head of an answer that is sent past Fastify, as `ServerResponse.writeHead` takes it. */
export function answerHead(
  { answerHeaders }: FastifyRequest,
  ...more: readonly (Headers | undefined)[]
): string[] {
  const head = answerHeaders.slice();
  for (const headers of more) {
    for (const name in headers) head.push(name, headers[name] ?? '');
  }
  return head;
}

/** The `onSend` hook of the answers that Fastify sends: errors, lists, pages. Some of them no handler has answered. */
export function answerHeadersHook(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  showTrace(request);
  const { answerHeaders } = request;
  for (let at = 0; at < answerHeaders.length; at += 2) {
    reply.header(answerHeaders[at] ?? '', answerHeaders[at + 1]);
  }
  done(null, payload);
}
