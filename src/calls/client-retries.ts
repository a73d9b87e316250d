import type { IncomingHttpHeaders } from 'node:http';

/** The SDKs of OpenAI and Anthropic (made with Stainless), and others: how often a client has tried before. */
const COUNTS = ['x-stainless-retry-count', 'x-retry-count', 'retry-attempt'];

/** Whether a request is another try of its client's own. */
export function isRetriedBy(headers: IncomingHttpHeaders): boolean {
  return COUNTS.some((name) => {
    const count = headers[name];
    return typeof count === 'string' && /^\d{1,9}$/.test(count) && Number(count) >= 1;
  });
}
