import type { IncomingHttpHeaders } from 'node:http';

/** What of a request the choice of a deployment goes by; its body may not have been checked yet. */
export interface AskedRequest {
  readonly raw: Buffer | undefined;
  /** The same, parsed. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}
