import { clearDeadline, setDeadline } from '../../cancellation/deadlines';
import type { Deadline } from '../../cancellation/deadlines';

/** How long the beginning of an answer is held back: so many characters, or so many milliseconds. */
export interface HoldBackLimit {
  readonly characters?: number;
  readonly ms?: number;
}

/** Frames that wait are this large at most. */
const MAX_HELD_BYTES = 1024 * 1024;

/** The beginning of an answer, which its caller does not get yet. */
export class HoldBack implements Deadline {
  dueAt = Infinity;
  place = -1;
  readonly frames: { readonly frames: Buffer; readonly count: number }[] = [];
  #bytes = 0;
  #over = false;

  /** @param flush hands over what is held, once the time has come */
  constructor(
    private readonly limit: HoldBackLimit,
    private readonly flush: () => void,
  ) {}

  /**
   * Takes frames, as long as the limit is not reached.
   * @param charactersWith how many characters the answer has with these frames; asked once for each
   * @returns false when they are to be passed on, after what was held
   */
  holds(frames: Buffer, count: number, charactersWith: (frames: Buffer) => number): boolean {
    if (this.#over) return false;
    const { ms, characters } = this.limit;
    if (this.frames.length === 0 && ms !== undefined && count > 0) setDeadline(this, performance.now() + ms);
    if (count > 0) this.frames.push({ frames: Buffer.from(frames), count });
    this.#bytes += frames.length;
    const reached =
      this.#bytes > MAX_HELD_BYTES ||
      (characters !== undefined && count > 0 && charactersWith(frames) >= characters);
    if (reached) this.flush();
    return true;
  }

  onDue(): void {
    this.flush();
  }

  release(): void {
    this.#over = true;
    clearDeadline(this);
  }
}
