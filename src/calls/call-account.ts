import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { errorStatus } from '../errors/error-reply';
import type { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import { CHARACTERS_PER_TOKEN, roughUsage } from '../llm/call-estimate';
import { ServiceLog } from '../log/service-log';
import type { Deployment } from '../catalogue/deployment';
import type { Attempt } from '../routing/attempt';
import type { TokenUsage } from '../wire/canonical/token-usage';
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

  /**
   * A call is about to ask its first upstream.
   * @param answers whether it asks for an answer, and not for embeddings or a count
   * @returns what it has to wait for before
   */
  begin(record: CallRecord, deployments: readonly Deployment[], answers: boolean): Promise<void> | undefined {
    let written: Promise<void> | undefined;
    for (const listener of this.listeners)
      written = listener.begun?.(record, deployments, answers) ?? written;
    return written;
  }

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
      record.status = committed ? 200 : errorStatus(error, record.request.wire.name);
      record.code = error.code;
      record.upstreamFailure = error.upstreamFailure;
    }
    this.#finish(record);
  }

  #finish(record: CallRecord): void {
    const { request, answering } = record;
    record.durationMs = performance.now() - request.startedAt;
    if (answering !== undefined && isConsumed(record, answering)) {
      answering.facts.usage = usedBy(record, answering);
    }
    let tokens = 0;
    for (const attempt of record.attempts) {
      attempt.used = usedBy(record, attempt);
      if (attempt.used !== undefined) tokens += attempt.used.promptTokens + attempt.used.completionTokens;
    }
    void request.admission?.settle(tokens, answering?.deployment);
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
function isConsumed({ ending }: CallRecord, { facts, frames, outcome }: Attempt): boolean {
  if (facts.upstreamStatus === 200 || frames > 0) return true;
  return outcome === 'aborted' && (ending === 'caller_gone' || ending === 'caller_stalled');
}

/** What an attempt used: what was told, else counted. One that an upstream took and never answered used its prompt at least. */
function usedBy(record: CallRecord, attempt: Attempt): TokenUsage | undefined {
  const { facts, taken, outcome } = attempt;
  const { usage: told } = facts;
  if (record.countsTokens) return told;
  if (told !== undefined) {
    const isAll = outcome === 'ok' || facts.finishReason !== undefined || told.estimated;
    // What a stream told before it broke off says nothing of what came after that.
    return isAll
      ? told
      : { ...told, completionTokens: Math.max(told.completionTokens, cameOf(attempt)), estimated: true };
  }
  if (isConsumed(record, attempt)) return roughUsage(record.request, cameOf(attempt));
  return taken ? roughUsage(record.request, 0) : undefined;
}

/** Tokens that came, by our own count. */
function cameOf({ facts, frames }: Attempt): number {
  return Math.max(frames, Math.round(facts.characters / CHARACTERS_PER_TOKEN));
}

function endingOf(error: GatewayError): CallEnding {
  if (error.code === 'TIMEOUT') return 'timeout';
  if (error.upstreamFailure === 'cut') return 'cut';
  return error.code === 'OVERLOADED' && error.upstreamFailure === undefined ? 'shutdown' : 'error';
}
