import type { ToolCallStart } from './answer-events';
import type { Signature } from './content-part';

/** Where calls go, one after the other. */
export interface ToolOutput {
  begin(start: ToolCallStart): void;
  input(piece: string): void;
  end(): void;
  /** The signature of a call that had begun when it came; after the call's end. */
  signedLate(callId: string, signature: Signature): void;
}

interface QueuedCall {
  readonly kind: 'call';
  start: ToolCallStart;
  /** Arguments that have not gone out. */
  input: string;
  ended: boolean;
  late: Signature | undefined;
}

/** What came while a call's arguments were arriving, in its order. */
interface QueuedRest {
  readonly kind: 'rest';
  readonly writes: (() => void)[];
}

/**
 * Puts calls in sequence whose arguments may arrive interleaved: the first that began is written as it comes, what is behind
 * it waits until it has ended.
 */
export class ToolQueue {
  readonly #queue: (QueuedCall | QueuedRest)[] = [];
  readonly #calls = new Map<number, QueuedCall>();

  constructor(private readonly out: ToolOutput) {}

  /** Whether a call has not ended: nothing else can be written before it has. */
  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** Whether something waits for a call before it. */
  get waiting(): boolean {
    return this.#queue.length > 1;
  }

  begin(start: ToolCallStart): void {
    const call: QueuedCall = { kind: 'call', start, input: '', ended: false, late: undefined };
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

  /** Writes something else: now, or after the calls that began before it. */
  after(write: () => void): void {
    const last = this.#queue.at(-1);
    if (last === undefined) write();
    else if (last.kind === 'rest') last.writes.push(write);
    else this.#queue.push({ kind: 'rest', writes: [write] });
  }

  end(number: number): void {
    const call = this.#calls.get(number);
    if (call === undefined) return;
    call.ended = true;
    this.#advance();
  }

  /** No call has more to come. */
  endAll(): void {
    for (const entry of this.#queue) if (entry.kind === 'call') entry.ended = true;
    this.#advance();
  }

  #advance(): void {
    for (;;) {
      const [first] = this.#queue;
      if (first === undefined || (first.kind === 'call' && !first.ended)) return;
      if (first.kind === 'rest') {
        for (const write of first.writes) write();
      } else {
        this.out.end();
        if (first.late !== undefined) this.out.signedLate(first.start.id, first.late);
      }
      this.#queue.shift();
      const [next] = this.#queue;
      if (next?.kind !== 'call') continue;
      this.out.begin(next.start);
      if (next.input !== '') this.out.input(next.input);
      next.input = '';
    }
  }
}
