import { Inject, Injectable } from '@nestjs/common';
import type { GatewayError } from '../errors/gateway-error';
import type { RefusedRequest } from '../log/refusal-log';
import { spanIdOf } from '../traces/request-trace';
import { admissionSpan } from './admission-span';
import { genAiOperation, genAiProviderOfRoute } from './gen-ai-names';
import { Telemetry } from './telemetry';

/** Codes with which limits refuse. */
const OF_LIMITS: ReadonlySet<string> = new Set(['RATE_LIMIT', 'BUDGET_EXCEEDED', 'OVERLOADED']);

/**
 * Makes the span of a request that was refused before a call was made of it. Strangers' requests have none, so that nobody
 * without a key fills the queue.
 */
@Injectable()
export class RefusalTrace {
  constructor(@Inject(Telemetry) private readonly telemetry: Telemetry) {}

  /**
   * @param route the route's name, as metrics know it
   * @param status the one that the caller gets
   */
  refused(request: RefusedRequest, route: string, { code }: GatewayError, status: number): void {
    const { tracer } = this.telemetry;
    const { trace, startedAt, caller, method } = request;
    const notes = trace?.notes;
    if (tracer === undefined || trace === undefined || notes === undefined || startedAt === undefined) return;
    const operation = method === 'POST' ? genAiOperation(route) : undefined;
    if (caller === undefined || caller.kind === 'admin' || operation === undefined) return;
    const now = performance.now();
    const epoch = Date.now() - now;
    const spanId = spanIdOf(trace.traceparent);
    tracer.record(trace.traceId, {
      name: operation,
      kind: 'server',
      spanId,
      parentSpanId: trace.parentSpanId,
      isParentRemote: true,
      startedAt: epoch + startedAt,
      endedAt: epoch + now,
      attributes: {
        'gen_ai.operation.name': operation,
        'gen_ai.provider.name': genAiProviderOfRoute(route),
        'http.route': route,
        'http.response.status_code': status,
        'error.type': code,
        'llm_proxy.call_id': trace.callId,
        'llm_proxy.request_id': trace.requestId,
        'llm_proxy.key_id': caller.keyId,
        'llm_proxy.ended': 'refused',
        'llm_proxy.attempts': 0,
      },
      error: code,
    });
    // A key's own rate is decided by the request's head, before the limits decide together.
    const isLimit = OF_LIMITS.has(code);
    const seen =
      notes.admissionAt === undefined && isLimit ? { admissionAt: startedAt, admittedAt: now } : notes;
    const admission = admissionSpan(seen, spanId, epoch, isLimit ? code : undefined);
    if (admission !== undefined) tracer.record(trace.traceId, admission);
  }
}
