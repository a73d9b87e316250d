import type { ErrorCode, UpstreamFailure } from '../errors/gateway-error';
import type { KeptContent } from '../captures/kept-content';
import { emptyFacts } from '../llm/llm-adapter';
import type { AnswerFacts } from '../llm/llm-adapter';
import type { Attempt } from '../routing/attempt';
import { CallNotes } from '../routing/call-notes';
import { GapHistogram } from '../metrics/gap-histogram';
import type { TokenUsage } from '../wire/canonical/token-usage';
import type { CallRequest } from './call-request';

/** How a call ended, in one word for logs and metrics. */
export type CallEnding =
  'whole' | 'caller_gone' | 'caller_stalled' | 'cut' | 'timeout' | 'shutdown' | 'error';

/** The response header that says which deployment answered. */
export const DEPLOYMENT_HEADER = 'x-llm-proxy-deployment';

const PLAIN = /^[\x20-\x7e]*$/;

/** A deployment's name as a header can hold it: names may have letters that no header may. */
export function deploymentHeader(id: string): string {
  return PLAIN.test(id) ? id : encodeURI(id);
}

/** What is known of an answer for which no deployment was asked. */
const NO_FACTS: Readonly<AnswerFacts> = Object.freeze(emptyFacts());
const NO_GAPS = new GapHistogram();

/**
 * Everything about one call that its listeners read: who asked for what, how it ended, and every attempt that was made.
 * What it tells of the answer is that of the attempt that won. Times in milliseconds.
 */
export class CallRecord {
  status = 200;
  code: ErrorCode | undefined;
  upstreamFailure: UpstreamFailure | undefined;
  ending: CallEnding = 'whole';
  /** What ended a call that was not answered, or not wholly. */
  thrown: unknown;
  /** What is kept of its content; undefined where its key and groups did not opt in. */
  content: KeptContent | undefined;
  /** What a whole answer's head tells of cost and budgets; undefined where it tells nothing. */
  costHeaders: Readonly<Record<string, string>> | undefined;
  /** Whether an upstream was about to be asked: from then on the call counts. */
  isBegun = false;
  /** What the ledger wrote of the call when it began; it writes it again when the call has ended. */
  askedText: string | undefined;
  /** In the order in which they began. */
  readonly attempts: Attempt[] = [];
  durationMs = 0;
  readonly notes = new CallNotes();
  #winner: Attempt | undefined;

  constructor(
    readonly request: CallRequest,
    readonly streamed: boolean,
    /** Whether it asks for a count of tokens alone, which uses nothing. */
    readonly countsTokens = false,
  ) {}

  /** This attempt's answer is the one that the caller gets. */
  wonBy(attempt: Attempt): void {
    this.#winner = attempt;
  }

  /**
   * The attempt whose answer the caller gets; until that is known the last one that delivered anything, else the last one
   * that was made. Undefined where no deployment was asked.
   */
  get answering(): Attempt | undefined {
    const { attempts } = this;
    return (
      this.#winner ??
      this.notes.replayedAttempt ??
      (attempts.length < 2
        ? attempts[0]
        : (attempts.findLast(({ outcome }) => outcome === 'ok') ??
          attempts.findLast(({ frames }) => frames > 0) ??
          attempts.findLast(({ isMade }) => isMade)))
    );
  }

  get facts(): Readonly<AnswerFacts> {
    return this.answering?.facts ?? NO_FACTS;
  }

  /** What the caller was told of its usage. */
  get usage(): TokenUsage | undefined {
    return this.notes.usage ?? this.facts.usage;
  }

  /** Name of the upstream that answered; empty where none was asked. */
  get upstream(): string {
    return this.answering?.deployment.adapter.upstream ?? '';
  }

  /** The deployment that answered; empty where none was asked. */
  get deployment(): string {
    return this.answering?.deployment.id ?? '';
  }

  /** The {@link deployment} as a header can hold it. */
  get deploymentHeader(): string {
    return deploymentHeader(this.deployment);
  }

  /** From the attempt's start to its response headers, or to its end where the answer is whole. */
  get upstreamLatencyMs(): number | undefined {
    const attempt = this.notes.replayed === undefined ? this.answering : undefined;
    return attempt?.openedAt === undefined ? undefined : attempt.openedAt - attempt.startedAt;
  }

  /** From the request's arrival to the first frame that the caller had. */
  get firstTokenMs(): number | undefined {
    // That of a replay came in another call's time.
    const at = this.notes.replayed === undefined ? this.#firstToSpeak?.firstFrameAt : undefined;
    return at === undefined ? undefined : at - this.request.startedAt;
  }

  /** Where a stream was gone on with, the attempt that began it; else the one that answered. */
  get #firstToSpeak(): Attempt | undefined {
    const { rescues } = this.notes;
    const from = rescues.length === 0 ? undefined : rescues.find(({ at }) => at > 0)?.from;
    if (from === undefined) return this.answering;
    return this.attempts.find(
      ({ deployment, firstFrameAt }) => deployment.id === from && firstFrameAt !== undefined,
    );
  }

  get bytes(): number {
    return this.answering?.bytes ?? 0;
  }

  get frames(): number {
    return this.answering?.frames ?? 0;
  }

  get longestGapMs(): number {
    return this.answering?.longestGapMs ?? 0;
  }

  /** Times between the frames; a whole answer has none. */
  get gaps(): GapHistogram {
    return this.answering?.gaps ?? NO_GAPS;
  }
}
