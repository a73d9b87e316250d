import { BodyBytes } from '../memory/body-bytes';
import { processBytes } from '../memory/byte-budget';
import type { ByteLease } from '../memory/byte-budget';
import { answerOverLimit } from './answer-limit';

/** Answers up to this size are not counted: nearly all are smaller. */
const UNCOUNTED_BYTES = 64 * 1024;
/** An answer that grows takes of the memory for bodies in steps of this size. */
const STEP_BYTES = 1024 * 1024;

/** What an answer is read from. */
export interface AnswerFlow {
  pause(): void;
  resume(): void;
  fail(reason: Error): void;
}

/**
 * A whole answer as it comes in. A large one is counted with the bodies that are in memory; while there is no room for it
 * the upstream is not read, and where none comes the exchange fails with OVERLOADED.
 */
export class CollectedAnswer {
  readonly #bytes: BodyBytes;
  /** Undefined while the answer is small. */
  #lease: ByteLease | undefined;

  /** @param declared length, where the upstream said one that is the body's */
  constructor(
    private readonly flow: AnswerFlow,
    private readonly limitBytes: number,
    declared = 0,
  ) {
    const large = declared > UNCOUNTED_BYTES && declared <= limitBytes;
    this.#bytes = new BodyBytes(large ? declared : undefined);
    if (declared > limitBytes) flow.fail(answerOverLimit());
    else if (large) this.#take(declared);
  }

  add(piece: Buffer): void {
    const size = this.#bytes.size + piece.length;
    if (size > this.limitBytes) return void this.flow.fail(answerOverLimit());
    this.#bytes.add(piece);
    if (size > UNCOUNTED_BYTES && size > (this.#lease?.bytes ?? 0)) this.#take(STEP_BYTES);
  }

  /** The whole answer. It is counted until the end of the turn, in which its reader takes it over. */
  end(): Buffer {
    if (this.#lease !== undefined) setImmediate(() => this.#lease?.release());
    return this.#bytes.join();
  }

  /** The answer is given up. */
  release(): void {
    this.#lease?.release();
  }

  #take(bytes: number): void {
    this.#lease ??= processBytes.lease();
    let waits = true;
    let paused = false;
    this.#lease.take(bytes, (problem) => {
      waits = false;
      if (problem !== undefined) this.flow.fail(problem);
      else if (paused) this.flow.resume();
    });
    // Set by the callback where there was room at once.
    if (waits as boolean) {
      paused = true;
      this.flow.pause();
    }
  }
}
