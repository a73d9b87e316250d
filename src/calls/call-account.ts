import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import { roughUsage } from '../llm/call-estimate';
import { ServiceLog } from '../log/service-log';
import type { Attempt } from '../routing/attempt';
import { CallerGone } from './call-lifetime';
import { CallListeners } from './call-listener';
import type { CallListener } from './call-listener';
import type { CallEnding, CallRecord } from './call-record';

/** nginx's status for a request whose caller left before the answer; nobody receives it. */
const CALLER_GONE_STATUS = 499;

/** The one place where a call ends: its record completed, its usage settled, its listeners told. */
@Injectable()
export class CallAccount {
  constructor(
    @Inject(CallListeners) private readonly listeners: readonly CallListener[],
    @Inject(ServiceLog) private readonly log: Logger,
  ) {}

  /** A call that was answered whole. */
  settle(record: CallRecord): void {
    this.#finish(record);
  }

  /**
   * A call that was not answered, or not wholly.
   * @param committed whether the caller had already been sent a 200
   */
  settleFailed(record: CallRecord, thrown: unknown, committed: boolean): void {
    record.thrown = thrown;
    if (thrown instanceof CallerGone) {
      record.ending = thrown.why === 'closed' ? 'caller_gone' : 'caller_stalled';
      record.status = committed ? 200 : CALLER_GONE_STATUS;
    } else {
      const error = toGatewayError(thrown);
      record.ending = endingOf(error);
      record.status = committed ? 200 : error.status;
      record.code = error.code;
      record.upstreamFailure = error.upstreamFailure;
    }
    this.#finish(record);
  }

  #finish(record: CallRecord): void {
    const { request, answering } = record;
    record.durationMs = performance.now() - request.startedAt;
    let answered = 0;
    if (answering !== undefined) {
      const { facts, frames } = answering;
      if (isConsumed(record, answering)) facts.usage ??= roughUsage(request, frames);
      if (facts.usage !== undefined) answered = facts.usage.promptTokens + facts.usage.completionTokens;
    }
    void request.admission?.settle(answered + takenTokens(record), answering?.deployment);
    for (const listener of this.listeners) {
      try {
        listener.ended(record);
      } catch (thrown) {
        this.log.error({ alert: true, err: thrown }, 'A listener of ended calls failed.');
      }
    }
  }
}

/**
 * Whether a provider has worked on the call, as far as is known. Of a caller who leaves after an upstream was asked it is
 * taken for granted: leaving early must not be a way around a limit of tokens.
 */
function isConsumed({ ending }: CallRecord, { facts, frames }: Attempt): boolean {
  if (facts.upstreamStatus === 200 || frames > 0) return true;
  return ending === 'caller_gone' || ending === 'caller_stalled';
}

/** What attempts may have used that an upstream took and never answered: at least the prompt, each time. */
function takenTokens({ attempts, request }: CallRecord): number {
  let taken = 0;
  for (const attempt of attempts) if (attempt.taken) taken++;
  return taken === 0 ? 0 : taken * roughUsage(request, 0).promptTokens;
}

function endingOf(error: GatewayError): CallEnding {
  if (error.code === 'TIMEOUT') return 'timeout';
  if (error.upstreamFailure === 'cut') return 'cut';
  return error.code === 'OVERLOADED' && error.upstreamFailure === undefined ? 'shutdown' : 'error';
}
