import type { IncomingHttpHeaders } from 'node:http';

const OWN_PATH = /^\/(?:v1\/messages|anthropic)(?:[/?]|$)/;
const SHARED_PATH = /^\/v1\/models(?:[/?]|$)/;

/**
 * Whether a request comes from a client of Anthropic's API, and gets answers and errors in its form: by its path, or where
 * another API has the same path, by the header that every such client sends.
 */
export function isMessagesRoute(url: string, headers: IncomingHttpHeaders): boolean {
  return OWN_PATH.test(url) || (headers['anthropic-version'] !== undefined && SHARED_PATH.test(url));
}
