import { abortReason } from '../../cancellation/cancellation';
import type { Deployment } from '../../catalogue/deployment';
import { readEnd, readFailure, readHead } from './answer-notes';
import type { KeyedAnswer } from './keyed-answer';
import { PieceReader } from './piece-bytes';
import type { Reading, SharedStore } from './shared-store';

/** From one look to the next: so often while frames come, more seldom while none do. */
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 100;
const BEHIND_PAUSE_MS = 1_000;

/** No answer has so many chunks: while its reader is behind, it is seen only whether its owner lives. */
const PAST_ALL = 2 ** 31;

/** The replica that made an answer has gone, or the store in between. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

/** One answer that another replica makes, as it comes. */
export class FollowedAnswer {
  readonly #pieces = new PieceReader();
  /** Of a whole answer. */
  readonly #body: Buffer[] = [];
  #from = 0;
  #firstBeat: number | undefined;
  /** What was read before its owner was known to live. */
  #unproven: Buffer[] = [];
  #isBehind = false;
  #wake: (() => void) | undefined;

  /** @param deployments those that the call may go to, one of which the owner has asked */
  constructor(
    private readonly store: SharedStore,
    private readonly answer: KeyedAnswer,
    private readonly owner: string,
    private readonly deployments: readonly Deployment[],
  ) {
    answer.onDrain = () => {
      this.#isBehind = false;
      this.#wake?.();
    };
  }

  /** Reads until the answer is over, or nobody wants it any longer. Never rejects. */
  async run(): Promise<void> {
    const { answer } = this;
    const { cancellation } = answer;
    const onAbort = (): void => this.#wake?.();
    cancellation.addEventListener('abort', onAbort);
    try {
      for (let pauseMs = SHORTEST_PAUSE_MS; this.#isRunning();) {
        if (cancellation.aborted) throw abortReason(cancellation);
        const wasBehind = this.#isBehind;
        const reading = await this.store.read(answer.name, this.owner, wasBehind ? PAST_ALL : this.#from);
        if (reading === undefined || reading === 'gone') throw new AnswerLost();
        answer.heard(reading.state === 'running' ? reading.beat : undefined);
        const news = !wasBehind && this.#take(reading);
        if (!wasBehind && !reading.hasMore) answer.level(reading.beat);
        if (wasBehind !== this.#isBehind || (reading.hasMore && !wasBehind)) continue;
        pauseMs = news ? SHORTEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        if (this.#isRunning()) await this.#pause(pauseMs);
      }
    } catch (thrown) {
      if (this.#isRunning()) answer.failed(thrown);
    } finally {
      cancellation.removeEventListener('abort', onAbort);
    }
  }

  #isRunning(): boolean {
    return this.answer.state === 'running';
  }

  /** @returns whether there was anything new */
  #take(reading: Exclude<Reading, 'gone'>): boolean {
    const { answer } = this;
    this.#from += reading.chunks.length;
    this.#firstBeat ??= reading.beat;
    this.#unproven.push(...reading.chunks);
    // Of a replica that has died nothing is handed on: the answer is made anew, and may be another one.
    if (reading.state === 'running' && reading.beat === this.#firstBeat) return reading.chunks.length > 0;
    if (answer.attempt === undefined && reading.head !== undefined) {
      const { attempt, headers } = readHead(reading.head, this.deployments);
      answer.asked(attempt);
      if (headers !== undefined) answer.opened(headers);
    }
    const proven = this.#unproven;
    this.#unproven = [];
    for (const chunk of proven) {
      if (!answer.streamed) {
        this.#body.push(chunk);
        answer.gathered(chunk.length);
        continue;
      }
      for (const { frames, count } of this.#pieces.push(chunk)) {
        if (!answer.push(frames, count)) this.#isBehind = true;
      }
    }
    if (reading.state !== 'running' && !reading.hasMore) this.#end(reading);
    return reading.chunks.length > 0;
  }

  #end({ state, end = '' }: Exclude<Reading, 'gone'>): void {
    const { answer } = this;
    if (state === 'failed') {
      answer.failed(readFailure(end));
      return;
    }
    const { attempt } = answer;
    if (attempt === undefined) throw new AnswerLost();
    const { startedAt, rescued } = readEnd(end, attempt);
    answer.startedAt = startedAt ?? answer.startedAt;
    answer.rescued = rescued;
    if (answer.streamed) answer.ended();
    else answer.answered({ body: Buffer.concat(this.#body), attempt });
  }

  /** A reader that is behind is waited for: nothing is read meanwhile but a sign of life. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), this.#isBehind ? BEHIND_PAUSE_MS : ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
