import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import { emptyFacts } from '../llm/llm-adapter';
import type { LlmAdapter, LlmCall, StreamSink, WholeAnswer } from '../llm/llm-adapter';
import type { Deployment } from '../models/deployment';
import { ModelCatalogue } from '../models/model-catalogue';
import type { AttemptStream } from '../routing/attempt-stream';
import { Router } from '../routing/router';
import { attemptStream } from '../routing/stream-attempt';
import { CallAccount } from './call-account';
import { CallLifetime } from './call-lifetime';
import { CallRecord } from './call-record';
import type { CallRequest } from './call-request';
import { RunningCalls } from './running-calls';

/** Where a door takes a stream; it knows whether the caller has already been sent a 200. */
export interface CallSink extends StreamSink {
  readonly committed: boolean;
}

/** An answer that was accounted for, and what the door may want to show of it. */
export interface CallAnswer extends WholeAnswer {
  readonly record: CallRecord;
}

/** The table of contents of a call: route, attempt, account. Every door comes through here. */
@Injectable()
export class CallsService {
  constructor(
    @Inject(Settings) private readonly settings: Settings,
    private readonly catalogue: ModelCatalogue,
    private readonly router: Router,
    private readonly account: CallAccount,
    private readonly running: RunningCalls,
  ) {}

  /** How long a request may go on; the door aborts it when the caller goes. */
  lifetime(request: { readonly startedAt: number }): CallLifetime {
    const { requestTimeoutMs, writeStallTimeoutMs } = this.settings;
    return new CallLifetime(request.startedAt, requestTimeoutMs, writeStallTimeoutMs);
  }

  /** One whole answer. @throws GatewayError, or CallerGone when there is nobody left to answer. */
  complete(request: CallRequest, lifetime: CallLifetime): Promise<CallAnswer> {
    return this.whole(request, lifetime, (adapter, call, signal) => adapter.complete(call, signal));
  }

  /** One embeddings answer. @throws like {@link complete}. */
  embed(request: CallRequest, lifetime: CallLifetime): Promise<CallAnswer> {
    return this.whole(request, lifetime, (adapter, call, signal) => adapter.embed(call, signal));
  }

  /** One stream into `sink`; settled when it resolves, so that the door can end it. @throws like {@link complete}. */
  stream(request: CallRequest, sink: CallSink, lifetime: CallLifetime): Promise<CallRecord> {
    const committed = (): boolean => sink.committed;
    return this.run(request, lifetime, true, committed, async (record) => {
      const untouched = (): boolean => record.frames === 0;
      await this.route(request, record, lifetime, untouched, ({ adapter }, call) => {
        const startedAt = performance.now();
        const onEnd = (stream: AttemptStream): void => {
          record.streamedBy(stream, startedAt);
        };
        const { signal } = lifetime;
        return attemptStream({
          adapter,
          call,
          sink,
          limits: this.settings,
          gaps: record.gaps,
          signal,
          onEnd,
        });
      });
      return record;
    });
  }

  private whole(
    request: CallRequest,
    lifetime: CallLifetime,
    ask: (adapter: LlmAdapter, call: LlmCall, signal: AbortSignal) => Promise<WholeAnswer>,
  ): Promise<CallAnswer> {
    return this.run(
      request,
      lifetime,
      false,
      () => false,
      async (record) => {
        const { body } = await this.route(
          request,
          record,
          lifetime,
          () => true,
          async ({ adapter }, call) => {
            const startedAt = performance.now();
            const answer = await ask(adapter, call, lifetime.signal);
            record.upstreamLatencyMs = performance.now() - startedAt;
            return answer;
          },
        );
        record.bytes = body.length;
        return { body, record };
      },
    );
  }

  private async run<T>(
    request: CallRequest,
    lifetime: CallLifetime,
    streamed: boolean,
    committed: () => boolean,
    step: (record: CallRecord) => Promise<T>,
  ): Promise<T> {
    const record = new CallRecord(request, streamed);
    this.running.add(lifetime);
    try {
      const result = await step(record);
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

  private route<T>(
    request: CallRequest,
    record: CallRecord,
    { deadlineAt, signal }: CallLifetime,
    untouched: () => boolean,
    attempt: (deployment: Deployment, call: LlmCall) => Promise<T>,
  ): Promise<T> {
    const [first, ...others] = this.catalogue.deployments(request.model, request.caller);
    if (first === undefined) {
      throw new GatewayError('MODEL_NOT_FOUND', 'The model does not exist on this gateway.', {
        param: 'model',
      });
    }
    return this.router.run({
      deployments: [first, ...others],
      deadlineAt,
      signal,
      untouched,
      reports: record.attempts,
      attempt: (deployment) => {
        const { raw, body, usageWanted, headers } = request;
        record.asked(deployment, emptyFacts());
        return attempt(deployment, {
          raw,
          body,
          usageWanted,
          headers,
          model: deployment.remoteModel,
          facts: record.facts,
        });
      },
    });
  }
}
