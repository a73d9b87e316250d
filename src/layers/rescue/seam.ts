import type { AnswerBlock } from '../../wire/canonical/answer-collector';
import { isReasoning } from '../../wire/canonical/unplaced';

/** The place at which an answer that is made anew goes on with what was delivered: what the last block has is not told again. */
export class Seam {
  /** Whether something new has come: whatever signs or cites from here on belongs to that. */
  isPast = false;
  #cited: number;
  #pages: number;

  /**
   * @param last the block that was delivered last
   * @param isOpen whether it may go on, or be signed yet
   */
  constructor(
    private readonly last: AnswerBlock | undefined,
    private readonly isOpen: boolean,
  ) {
    const isText = last?.kind === 'text';
    this.#cited = isText ? (last.citations?.values.length ?? 0) : 0;
    this.#pages = isText ? (last.webCitations?.length ?? 0) : 0;
  }

  /** Whether the block has what signs it, or has ended without. */
  isSigned(kind: 'text' | 'reasoning'): boolean {
    if (this.isPast || this.isOpen || this.last === undefined) return false;
    return this.last.kind === kind || (kind === 'reasoning' && isSealed(this.last));
  }

  /** Citations of the block that were not delivered. */
  withoutCited<T>(values: readonly T[]): readonly T[] {
    if (this.isPast) return values;
    const more = values.slice(this.#cited);
    this.#cited -= values.length - more.length;
    return more;
  }

  /** The same of pages. */
  withoutPages<T>(values: readonly T[]): readonly T[] {
    if (this.isPast) return values;
    const more = values.slice(this.#pages);
    this.#pages -= values.length - more.length;
    return more;
  }
}

/** Whether a block is reasoning that its maker alone can read. */
export function isSealed(block: AnswerBlock): boolean {
  return block.kind === 'opaque' && isReasoning(block);
}
