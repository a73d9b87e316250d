import type { Deployment } from '../catalogue/deployment';
import type { ErrorCode, UpstreamFailure } from '../errors/gateway-error';
import { emptyFacts } from '../llm/llm-adapter';
import type { AnswerFacts } from '../llm/llm-adapter';
import type { RescueMode } from './rescue-mode';
import { GapHistogram } from '../metrics/gap-histogram';
import type { TokenUsage } from '../wire/canonical/token-usage';

/**
 * What became of an attempt: `limited` was not made, because the deployment's own limits refused it; `aborted` was stopped
 * by the call (its caller left, its total time passed) or because another attempt won.
 */
export type AttemptOutcome = 'running' | 'ok' | 'aborted' | 'limited' | UpstreamFailure | ErrorCode;

/**
 * One try of a call at one deployment, with all that was learnt by it. Several may run at once: none shares anything with
 * another. Times in milliseconds, moments on `performance.now()`'s clock.
 */
export class Attempt {
  readonly startedAt = performance.now();
  outcome: AttemptOutcome = 'running';
  /** How long it took; 0 while it runs. */
  ms = 0;
  /** What it was made for, where that is not the call's first try or the router's next one. */
  comesOf: { readonly how: RescueMode | 'hedge'; readonly attempt: Attempt } | undefined;
  /** Its span's id, by which its upstream knows it; undefined where no spans are made. */
  spanId: string | undefined;
  /** The upstream had the request and gave no answer: it may have worked on it all the same. */
  taken = false;
  /** What is known of the answer; also of one that failed later. */
  readonly facts: AnswerFacts = emptyFacts();
  /** What it used, as far as is known; set when its call has ended. Undefined where nothing was. */
  used: TokenUsage | undefined;
  /** When the upstream's headers came; of a whole answer, when all of it had come. */
  openedAt: number | undefined;
  /** When its first frame came; where other deployments may be faster, the first with a token. */
  firstFrameAt: number | undefined;
  /** Frames of a stream that were delivered. */
  frames = 0;
  /** Bytes of the answer. */
  bytes = 0;
  longestGapMs = 0;
  /** Told when the first sign of its answer comes; undefined where nobody waits for that. */
  onBegun: (() => void) | undefined;
  #gaps: GapHistogram | undefined;

  constructor(readonly deployment: Deployment) {}

  /** Times between the frames; a whole answer has none. */
  get gaps(): GapHistogram {
    return (this.#gaps ??= new GapHistogram());
  }

  /** Whether a deployment was asked at all. */
  get isMade(): boolean {
    return this.outcome !== 'limited';
  }

  /** A whole answer of so many bytes has come. */
  answered(bytes: number): void {
    this.bytes = bytes;
    this.openedAt = performance.now();
  }

  /** It is over. */
  ended(outcome: AttemptOutcome): void {
    this.outcome = outcome;
    this.ms = performance.now() - this.startedAt;
  }
}
