import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import type { LlmAdapter, LlmCall, StreamSink, WholeAnswer } from '../llm/llm-adapter';
import { attemptStream } from '../routing/stream-attempt';
import { CallAccount } from './call-account';
import { CallLifetime } from './call-lifetime';
import { CallRecord } from './call-record';
import type { CallRequest } from './call-request';
import { CallRouting } from './call-routing';
import { inWire } from './in-wire';
import { RunningCalls } from './running-calls';

/** Where a door takes a stream; it knows whether the caller has already been sent a 200. */
export interface CallSink extends StreamSink {
  /** An attempt at a deployment begins: its name, as a header can hold it. */
  asked(deployment: string): void;
  committed(): boolean;
}

/** An answer that was accounted for, and what the door may want to show of it. */
export interface CallAnswer extends WholeAnswer {
  readonly record: CallRecord;
}

/** Gives an answer its door's form. @throws GatewayError when it has none */
export type PresentAnswer = (answer: CallAnswer) => CallAnswer;

type Ask = (adapter: LlmAdapter, call: LlmCall) => Promise<WholeAnswer>;

/** The table of contents of a call: route, attempt, account. Every door comes through here. */
@Injectable()
export class CallsService {
  constructor(
    @Inject(Settings) private readonly settings: Settings,
    private readonly routing: CallRouting,
    private readonly account: CallAccount,
    private readonly running: RunningCalls,
  ) {}

  /** How long a request may go on; the door aborts it when the caller goes. */
  lifetime(request: { readonly startedAt: number }): CallLifetime {
    return new CallLifetime(request.startedAt, this.settings.requestTimeoutMs);
  }

  /**
   * One whole answer, in the form that `present` gives it: an answer that has none is one that failed.
   * @throws GatewayError, or CallerGone when there is nobody left to answer.
   */
  complete(request: CallRequest, lifetime: CallLifetime, present?: PresentAnswer): Promise<CallAnswer> {
    const ask: Ask = (adapter, call) => inWire(adapter, request.wire).complete(call, lifetime);
    return this.whole(request, lifetime, ask, present);
  }

  /** One embeddings answer. @throws like {@link complete}. */
  embed(request: CallRequest, lifetime: CallLifetime): Promise<CallAnswer> {
    return this.whole(request, lifetime, (adapter, call) => adapter.embed(call, lifetime));
  }

  /** One stream into `sink`; settled when it resolves, so that the door can end it. @throws like {@link complete}. */
  stream(request: CallRequest, sink: CallSink, lifetime: CallLifetime): Promise<CallRecord> {
    const record = new CallRecord(request, true);
    const untouched = (): boolean => record.frames === 0;
    const answer = async (): Promise<CallRecord> => {
      await this.routing.attempt(record, lifetime, untouched, ({ adapter }, call) => {
        sink.asked(record.deploymentHeader);
        return attemptStream({
          adapter: inWire(adapter, request.wire),
          call,
          sink,
          limits: this.settings,
          gaps: record.gaps,
          signal: lifetime,
          onEnd: (stream) => {
            record.streamedBy(stream);
          },
        });
      });
      return record;
    };
    return this.run(record, lifetime, answer, () => sink.committed());
  }

  private whole(
    request: CallRequest,
    lifetime: CallLifetime,
    ask: Ask,
    present: PresentAnswer = (answer) => answer,
  ): Promise<CallAnswer> {
    const record = new CallRecord(request, false);
    const untouched = (): boolean => true;
    const answer = (): Promise<CallAnswer> =>
      this.routing.attempt(record, lifetime, untouched, ({ adapter }, call) =>
        ask(adapter, call).then(({ body }) => {
          record.answered(body.length);
          return present({ body, record });
        }),
      );
    return this.run(record, lifetime, answer, () => false);
  }

  private async run<T>(
    record: CallRecord,
    lifetime: CallLifetime,
    answer: () => Promise<T>,
    committed: () => boolean,
  ): Promise<T> {
    this.running.add(lifetime);
    record.request.admission?.begin();
    try {
      const result = await answer();
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
