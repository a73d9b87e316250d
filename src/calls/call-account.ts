import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import { estimateUsage } from '../llm/usage-estimate';
import { Metrics } from '../metrics/metrics';
import { infoWriter } from '../log/info-line';
import type { WriteInfo } from '../log/info-line';
import { ServiceLog } from '../log/service-log';
import { CallerGone } from './call-lifetime';
import { callLogFields } from './call-log';
import type { CallEnding, CallRecord } from './call-record';
import { messageWithoutRequest } from './upstream-message';

/** nginx's status for a request whose caller left before the answer; nobody receives it. */
const CALLER_GONE_STATUS = 499;

/** The one place where a call ends: its usage settled, one log line written, its metrics counted. */
@Injectable()
export class CallAccount {
  readonly #writeInfo: WriteInfo;

  constructor(
    @Inject(ServiceLog) private readonly log: Logger,
    private readonly metrics: Metrics,
  ) {
    this.#writeInfo = infoWriter(log);
  }

  /** A call that was answered whole. */
  settle(record: CallRecord): void {
    this.finish(record);
    this.#writeInfo(callLogFields(record), 'call');
  }

  /**
   * A call that was not answered, or not wholly.
   * @param committed whether the caller had already been sent a 200
   */
  settleFailed(record: CallRecord, thrown: unknown, committed: boolean): void {
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
    this.finish(record);
    const fields = { ...callLogFields(record), upstream_message: upstreamMessage(record, thrown) };
    if (record.code === 'INTERNAL') this.log.error({ ...fields, alert: true, err: thrown }, 'call');
    else if (isUpstreamAlert(record))
      this.log.warn({ ...fields, alert: true, reason: reasonOf(thrown) }, 'call');
    else this.#writeInfo(fields, 'call');
  }

  private finish(record: CallRecord): void {
    record.durationMs = performance.now() - record.request.startedAt;
    if (isConsumed(record)) {
      record.facts.usage ??= estimateUsage(record.request.raw.length, { frames: record.frames });
    }
    const { usage } = record.facts;
    const answered = usage === undefined ? 0 : usage.promptTokens + usage.completionTokens;
    const tokens = answered + takenTokens(record);
    void record.request.admission?.settle(tokens, record.lastAsked);
    this.metrics.callEnded(record);
  }
}

/**
 * Whether a provider has worked on the call, as far as is known. Of a caller who leaves after an upstream was asked it is
 * taken for granted: leaving early must not be a way around a limit of tokens.
 */
function isConsumed({ facts, frames, ending, lastAsked }: CallRecord): boolean {
  if (facts.upstreamStatus === 200 || frames > 0) return true;
  return lastAsked !== undefined && (ending === 'caller_gone' || ending === 'caller_stalled');
}

/** What attempts may have used that an upstream took and never answered: at least the prompt, each time. */
function takenTokens({ attempts, request }: CallRecord): number {
  let taken = 0;
  for (const attempt of attempts) if (attempt.taken === true) taken++;
  return taken === 0 ? 0 : taken * estimateUsage(request.raw.length, { frames: 0 }).promptTokens;
}

function endingOf(error: GatewayError): CallEnding {
  if (error.code === 'TIMEOUT') return 'timeout';
  if (error.upstreamFailure === 'cut') return 'cut';
  return error.code === 'OVERLOADED' && error.upstreamFailure === undefined ? 'shutdown' : 'error';
}

/** Timeouts and failures of the upstream are what an operator is woken for; a caller's 400 or a 429 is not. */
function isUpstreamAlert({ code }: CallRecord): boolean {
  return code === 'PROVIDER_ERROR' || code === 'TIMEOUT';
}

/** Why the upstream failed, in its own words. A mistake in the request is told to its caller, and quotes it. */
function upstreamMessage({ request }: CallRecord, thrown: unknown): string | undefined {
  if (!(thrown instanceof GatewayError) || thrown.upstreamFailure === 'rejected') return undefined;
  return messageWithoutRequest(thrown.upstreamMessage, request.raw);
}

function reasonOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof GatewayError)) return undefined;
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
