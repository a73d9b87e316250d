import type { ToolCallStart } from '../canonical/answer-events';
import type { Signature } from '../canonical/content-part';

/** Where calls go, one after the other. */
export interface ToolOutput {
  begin(start: ToolCallStart): void;
  input(piece: string): void;
  end(): void;
  /** The signature of a call that had begun when it came; after the call's end. */
  signedLate(callId: string, signature: Signature): void;
}

interface QueuedCall {
  start: ToolCallStart;
  /** Arguments that have not gone out. */
  input: string;
  ended: boolean;
  late: Signature | undefined;
}

/**
 * Puts calls in sequence whose arguments may arrive interleaved: the first that began is written as it comes, those behind
 * it wait until it has ended.
 */
export class ToolQueue {
  readonly #queue: QueuedCall[] = [];
  readonly #calls = new Map<number, QueuedCall>();

  constructor(private readonly out: ToolOutput) {}

  /** Whether a call waits for one before it. */
  get waiting(): boolean {
    return this.#queue.length > 1;
  }

  begin(start: ToolCallStart): void {
    const call: QueuedCall = { start, input: '', ended: false, late: undefined };
    this.#calls.set(start.call, call);
    this.#queue.push(call);
    if (this.#queue.length === 1) this.out.begin(start);
  }

  input(number: number, piece: string): void {
    const call = this.#calls.get(number);
    if (call === undefined || call.ended) return;
    if (call === this.#queue[0]) this.out.input(piece);
    else call.input += piece;
  }

  /** The signature of a call, which came after the call began. */
  sign(number: number, signature: Signature): void {
    const call = this.#calls.get(number);
    if (call === undefined || call.ended) return;
    if (call === this.#queue[0]) call.late = signature;
    else call.start = { ...call.start, signature };
  }

  end(number: number): void {
    const call = this.#calls.get(number);
    if (call === undefined) return;
    call.ended = true;
    this.#advance();
  }

  /** No call has more to come. */
  endAll(): void {
    for (const call of this.#queue) call.ended = true;
    this.#advance();
  }

  #advance(): void {
    for (let first = this.#queue[0]; first?.ended === true; first = this.#queue[0]) {
      this.out.end();
      this.#queue.shift();
      if (first.late !== undefined) this.out.signedLate(first.start.id, first.late);
      const [next] = this.#queue;
      if (next === undefined) return;
      this.out.begin(next.start);
      if (next.input !== '') this.out.input(next.input);
      next.input = '';
    }
  }
}
