import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { LimitedRequest } from '../../../admission/call-limits';
import type { Admission } from '../../../admission/admission';
import type { Caller } from '../../../auth/caller';
import type { ArrivedRequest } from '../../../calls/call-request';
import type { JsonObject } from '../../../json/json-object';
import type { Sampling } from '../../../traces/request-trace';
import { startTrace } from '../../../traces/request-trace';

/** Headers of the handshake that belong to it alone. */
const OF_HANDSHAKE: ReadonlySet<string> = new Set(['openai-beta', 'idempotency-key', 'x-request-id']);

/** A turn of a WebSocket as the stages of a call see a request. */
export class TurnRequest implements LimitedRequest, ArrivedRequest {
  readonly params = {};
  readonly startedAt = performance.now();
  readonly trace;
  readonly raw: { readonly headers: IncomingHttpHeaders };
  answerHeaders: string[] = [];
  caller: Caller | undefined;
  admission: Admission | undefined;
  accounted = false;

  constructor(
    handshake: IncomingMessage,
    readonly address: string,
    readonly body: JsonObject,
    readonly rawBody: Buffer,
    sampling?: Sampling,
  ) {
    const headers = Object.fromEntries(
      Object.entries(handshake.headers).filter(([name]) => !OF_HANDSHAKE.has(name)),
    );
    this.raw = { headers };
    this.trace = startTrace(headers, sampling);
  }
}
