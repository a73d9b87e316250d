import type { AnswerEvents } from './answer-events';

/** OpenAI's `n` is 128 at the most, and no other provider has more; what an upstream sends beyond is not read. */
const MOST_CANDIDATES = 128;

/** The readers of an answer's further candidates, each made when something of its candidate comes. */
export class OtherCandidates<Reader> {
  readonly #readers = new Map<number, Reader | undefined>();

  constructor(
    private readonly out: AnswerEvents,
    private readonly readerOf: (out: AnswerEvents) => Reader,
  ) {}

  /**
   * @param index a candidate's number; the first one is 0
   * @returns undefined where the answer's wire has no place for it
   */
  at(index: number): Reader | undefined {
    if (!Number.isInteger(index) || index < 1 || index >= MOST_CANDIDATES) return undefined;
    if (!this.#readers.has(index)) {
      const out = this.out.candidate?.(index);
      this.#readers.set(index, out && this.readerOf(out));
    }
    return this.#readers.get(index);
  }

  /** Those that something has come of. */
  get all(): readonly Reader[] {
    return [...this.#readers.values()].filter((reader) => reader !== undefined);
  }
}
