import { GatewayError } from '../../errors/gateway-error';
import { oldestKey } from '../../memory/oldest-key';
import { isFinal, KeyedAnswer } from './keyed-answer';
import type { AnswerKeeper } from './keyed-answer';

/** How much is kept, and how long. */
export interface AnswerLimits {
  /** How long an answer is kept after it began, in milliseconds. */
  readonly ttlMs: number;
  /** Bytes of all answers together. */
  readonly maxBytes: number;
  /** How long a call goes on without a reader, in milliseconds. */
  readonly graceMs: number;
}

/** No answer takes more of the memory than this share; one that does is not kept for those who come later. */
const MAX_SHARE = 1 / 2;

/** The answers of keyed calls in the memory of this process: what was used longest ago goes first. */
export class MemoryAnswers implements AnswerKeeper {
  /** In the order of their last use. */
  readonly #answers = new Map<string, KeyedAnswer>();
  #bytes = 0;

  constructor(private readonly limits: AnswerLimits) {}

  /** Bytes that all answers take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The answer of this name; undefined where it is missing, or none any longer. */
  find(name: string): KeyedAnswer | undefined {
    const answer = this.#answers.get(name);
    if (answer === undefined) return undefined;
    // One that was stopped, because its last caller had gone, is about to fail: who comes now has not gone.
    const isStopped = answer.state === 'running' && answer.cancellation.aborted;
    if (isStopped || (answer.state !== 'running' && Date.now() - answer.startedAt > this.limits.ttlMs)) {
      this.#remove(answer);
      return undefined;
    }
    this.#putLast(answer);
    return answer;
  }

  /** A new answer, which is found from here on. */
  begin(
    name: string,
    bodyHash: string,
    streamed: boolean,
    graceMs: number = this.limits.graceMs,
  ): KeyedAnswer {
    const answer = new KeyedAnswer(name, bodyHash, streamed, graceMs, this);
    this.#answers.set(name, answer);
    this.#bytes += answer.bytes;
    this.#shrink();
    return answer;
  }

  grew(answer: KeyedAnswer, bytes: number): void {
    if (this.#answers.get(answer.name) !== answer) return;
    this.#bytes += bytes;
    if (answer.bytes > this.limits.maxBytes * MAX_SHARE) this.#remove(answer);
    else if (this.#bytes > this.limits.maxBytes) this.#shrink();
  }

  /** A failure is not kept: the next one is a new try, unless it would get the same answer. */
  ended(answer: KeyedAnswer): void {
    if (answer.state !== 'failed') return;
    const { failure } = answer;
    if (!(failure instanceof GatewayError) || !isFinal(failure) || answer.pieceCount > 0)
      this.#remove(answer);
  }

  /** Ended answers go first. A running one that goes is read to its end by those who read it now. */
  #shrink(): void {
    for (const mayGo of [isOver, isAny]) {
      for (let left = this.#answers.size; left > 0 && this.#bytes > this.limits.maxBytes; left--) {
        const name = oldestKey(this.#answers);
        const oldest = name === undefined ? undefined : this.#answers.get(name);
        if (oldest === undefined) return;
        if (mayGo(oldest)) this.#remove(oldest);
        else this.#putLast(oldest);
      }
    }
  }

  #putLast(answer: KeyedAnswer): void {
    this.#answers.delete(answer.name);
    this.#answers.set(answer.name, answer);
  }

  #remove(answer: KeyedAnswer): void {
    if (this.#answers.get(answer.name) !== answer) return;
    this.#answers.delete(answer.name);
    this.#bytes -= answer.bytes;
    answer.unkeep();
  }
}

const isOver = ({ state }: KeyedAnswer): boolean => state !== 'running';
const isAny = (): boolean => true;
