import type { ErrorCode, UpstreamFailure } from '../errors/gateway-error';
import { emptyFacts } from '../llm/llm-adapter';
import type { AnswerFacts } from '../llm/llm-adapter';
import type { Deployment } from '../catalogue/deployment';
import type { AttemptStream } from '../routing/attempt-stream';
import type { AttemptReport } from '../routing/router';
import { GapHistogram } from '../metrics/gap-histogram';
import type { CallRequest } from './call-request';

/** How a call ended, in one word for logs and metrics. */
export type CallEnding =
  'whole' | 'caller_gone' | 'caller_stalled' | 'cut' | 'timeout' | 'shutdown' | 'error';

const PLAIN = /^[\x20-\x7e]*$/;

/** The response header that says which deployment answered. */
export const DEPLOYMENT_HEADER = 'x-llm-proxy-deployment';

/** Everything about one call that its log line, its metrics and the ledger are made from. Times in milliseconds. */
export class CallRecord {
  status = 200;
  code: ErrorCode | undefined;
  upstreamFailure: UpstreamFailure | undefined;
  ending: CallEnding = 'whole';
  /** Name of the upstream that was asked last. */
  upstream = '';
  /** The deployment that was asked last. */
  deployment = '';
  lastAsked: Deployment | undefined;
  facts: AnswerFacts = emptyFacts();
  readonly attempts: AttemptReport[] = [];
  /** From the last attempt's start to its response headers, or to its end where the answer is whole. */
  upstreamLatencyMs: number | undefined;
  /** From the request's arrival to the first frame. */
  firstTokenMs: number | undefined;
  durationMs = 0;
  bytes = 0;
  frames = 0;
  longestGapMs = 0;
  #gaps: GapHistogram | undefined;
  #askedAt = 0;

  constructor(
    readonly request: CallRequest,
    readonly streamed: boolean,
  ) {}

  /** Times between the frames; a whole answer has none. */
  get gaps(): GapHistogram {
    return (this.#gaps ??= new GapHistogram());
  }

  /** An attempt begins: what it learns about the answer goes into `facts`. */
  asked(deployment: Deployment, facts: AnswerFacts): void {
    this.upstream = deployment.adapter.upstream;
    this.deployment = deployment.id;
    this.lastAsked = deployment;
    this.facts = facts;
    this.#askedAt = performance.now();
  }

  /** The deployment that was asked last, as a header can hold it: names may have letters that none may. */
  get deploymentHeader(): string {
    return PLAIN.test(this.deployment) ? this.deployment : encodeURI(this.deployment);
  }

  /** A whole answer of so many bytes has come. */
  answered(bytes: number): void {
    this.bytes = bytes;
    this.upstreamLatencyMs = performance.now() - this.#askedAt;
  }

  /** An attempt at a stream has ended, whichever way. */
  streamedBy(stream: AttemptStream): void {
    this.frames = stream.frames;
    this.bytes = stream.bytes;
    this.longestGapMs = stream.longestGapMs;
    if (stream.openedAt !== undefined) this.upstreamLatencyMs = stream.openedAt - this.#askedAt;
    if (stream.firstFrameAt !== undefined) this.firstTokenMs = stream.firstFrameAt - this.request.startedAt;
  }
}
