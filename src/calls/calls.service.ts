import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import type { AnswerFacts } from '../llm/llm-adapter';
import type { AnswerCall, AnswerSink, AnswerSource } from '../routing/answer-source';
import { Router } from '../routing/router';
import { withAllowedBetas } from './allowed-betas';
import { capturingSink } from './capturing-sink';
import { CallAccount } from './call-account';
import { CallDeployments } from './call-deployments';
import { CallLayers, chainFor } from './call-layers';
import type { CallLayer } from './call-layer';
import { CallLifetime } from './call-lifetime';
import { CallRecord } from './call-record';
import type { CallRequest } from './call-request';
import { isRetriedBy } from './client-retries';
import { DrainingSink } from './draining-sink';
import { RunningCalls } from './running-calls';

/** Where a door takes a stream; it knows whether the caller has already been sent a 200. */
export interface CallSink extends AnswerSink {
  committed(): boolean;
}

/** An answer that was accounted for, and what the door may want to show of it. */
export interface CallAnswer {
  /** A complete JSON document, UTF-8. */
  readonly body: Buffer;
  readonly record: CallRecord;
}

/** Gives a whole answer its door's form. @throws GatewayError when it has none */
export type PresentAnswer = (body: Buffer, facts: AnswerFacts, request: CallRequest) => Buffer;

type CallSettings = Pick<
  Settings,
  'requestTimeoutMs' | 'anthropicBetas' | 'drainOnLeaveMs' | 'drainOnLeaveTokens'
>;
type Ask<T> = (source: AnswerSource, call: AnswerCall) => Promise<T>;

/** Where the frames of a call go: past what is kept of its content, if that is wanted. */
function captured({ content }: CallRecord, sink: AnswerSink): AnswerSink {
  return content === undefined ? sink : capturingSink(sink, content);
}

/** The table of contents of a call: its deployments, the chain that answers it, its account. Every door comes through here. */
@Injectable()
export class CallsService {
  constructor(
    @Inject(Settings) private readonly settings: CallSettings,
    private readonly deployments: CallDeployments,
    @Inject(Router) private readonly router: AnswerSource,
    @Inject(CallLayers) private readonly layers: readonly CallLayer[],
    private readonly account: CallAccount,
    private readonly running: RunningCalls,
  ) {}

  /** How long a request may go on; the door aborts it when the caller goes. */
  lifetime(request: { readonly startedAt: number }): CallLifetime {
    return new CallLifetime(request.startedAt, this.settings.requestTimeoutMs);
  }

  /** For a door that answers before the call has begun. @throws GatewayError where the caller has no such model */
  async requireModel(request: CallRequest): Promise<void> {
    if (this.deployments.of(request).length === 0) throw await this.deployments.whyNone(request);
    // What is answered already cannot be told to be refused.
    if (request.admission?.refusal !== undefined) throw request.admission.refusal;
  }

  /**
   * One whole answer, in the form that `present` gives it: an answer that has none is one that failed.
   * @throws GatewayError, or CallerGone when there is nobody left to answer.
   */
  complete(request: CallRequest, lifetime: CallLifetime, present?: PresentAnswer): Promise<CallAnswer> {
    return this.#whole('chat', request, lifetime, present);
  }

  /** One embeddings answer. @throws like {@link complete}. */
  embed(request: CallRequest, lifetime: CallLifetime): Promise<CallAnswer> {
    return this.#whole('embeddings', request, lifetime);
  }

  /** The count of a request's tokens, in the form that `present` gives it. @throws like {@link complete}. */
  countTokens(request: CallRequest, lifetime: CallLifetime, present: PresentAnswer): Promise<CallAnswer> {
    return this.#whole('tokens', request, lifetime, present);
  }

  /** One stream into `sink`; settled when it resolves, so that the door can end it. @throws like {@link complete}. */
  stream(request: CallRequest, sink: CallSink, lifetime: CallLifetime): Promise<CallRecord> {
    const record = new CallRecord(this.#allowed(request), true);
    if (this.settings.drainOnLeaveMs > 0) return this.#drained(record, sink, lifetime);
    const ask: Ask<CallRecord> = (source, call) =>
      source.stream(call, captured(record, sink), lifetime).then(() => record);
    return this.#run('chat', record, lifetime, undefined, ask, () => sink.committed());
  }

  /** One stream whose rest is read when its caller has left, for what the provider says at its end. */
  async #drained(record: CallRecord, to: CallSink, lifetime: CallLifetime): Promise<CallRecord> {
    const { drainOnLeaveMs: ms, drainOnLeaveTokens: tokens } = this.settings;
    const sink = new DrainingSink(to, { ms, tokens }, (why) => {
      lifetime.abort(why);
    });
    lifetime.hold((why) => {
      sink.leave(why);
    });
    const ask: Ask<CallRecord> = async (source, call) => {
      try {
        await source.stream(call, captured(record, sink), lifetime);
      } catch (thrown) {
        throw sink.left ?? thrown;
      }
      if (sink.left !== undefined) throw sink.left;
      return record;
    };
    try {
      return await this.#run('chat', record, lifetime, undefined, ask, () => to.committed());
    } finally {
      sink.release();
    }
  }

  /** The upstream's bytes into `sink`, of whatever type; settled when it resolves. @throws like {@link complete}. */
  pass(request: CallRequest, sink: CallSink, lifetime: CallLifetime): Promise<CallRecord> {
    const record = new CallRecord(request, request.body['stream'] === true);
    const ask: Ask<CallRecord> = (source, call) =>
      source.stream(call, captured(record, sink), lifetime).then(() => record);
    return this.#run('passed', record, lifetime, undefined, ask, () => sink.committed());
  }

  #allowed(request: CallRequest): CallRequest {
    return withAllowedBetas(request, this.settings.anthropicBetas);
  }

  #whole(
    asks: AnswerCall['asks'],
    request: CallRequest,
    lifetime: CallLifetime,
    present?: PresentAnswer,
  ): Promise<CallAnswer> {
    const record = new CallRecord(this.#allowed(request), false, asks === 'tokens');
    const ask: Ask<CallAnswer> = (source, call) =>
      source.whole(call, lifetime).then(({ body, attempt }) => {
        record.wonBy(attempt);
        record.content?.add(body);
        return { body, record };
      });
    return this.#run(asks, record, lifetime, present, ask, () => false);
  }

  async #run<T>(
    asks: AnswerCall['asks'],
    record: CallRecord,
    lifetime: CallLifetime,
    present: PresentAnswer | undefined,
    ask: Ask<T>,
    committed: () => boolean,
  ): Promise<T> {
    const { request } = record;
    const { admission, repeated } = request;
    const refusal = admission?.refusal;
    this.running.add(lifetime);
    admission?.begin();
    try {
      const deployments = this.deployments.of(request);
      if (deployments.length === 0) throw await this.deployments.whyNone(request);
      const begin = (): Promise<void> | undefined => this.account.begin(record, deployments, asks === 'chat');
      if (refusal === undefined) {
        const begun = begin();
        if (begun !== undefined) await begun;
      } else if (repeated === undefined) throw refusal;
      const call: AnswerCall = {
        asks,
        request,
        deployments,
        caller: request.caller.keyId,
        isRetried: isRetriedBy(request.callerHeaders),
        deadlineAt: lifetime.dueAt,
        enter: (deployment) => admission?.enter(deployment) ?? true,
        present: present && ((body, facts) => present(body, facts, request)),
        attempts: record.attempts,
        isTraced: request.trace.notes !== undefined,
        notes: record.notes,
        repeated: repeated && {
          ...repeated,
          refusal,
          joined: () => {
            admission?.joined();
            // It counts from here on, and spends nothing that a kill could lose.
            if (!record.isBegun) begin()?.catch(() => undefined);
          },
        },
        hold: (onLeave) => {
          lifetime.hold(onLeave);
        },
      };
      const result = await ask(chainFor(request, call, this.router, this.layers), call);
      this.account.settle(record);
      return result;
    } catch (thrown) {
      this.account.settleFailed(record, thrown, committed());
      throw thrown;
    } finally {
      lifetime.release();
      this.running.remove(lifetime);
    }
  }
}
