import type { AnswerEvents } from '../../wire/canonical/answer-events';
import type { AnswerFacts } from '../llm-adapter';
import { BoundedAnswer } from './bounded-answer';

/** Counts what a stream says, for one that breaks off or does not tell its usage. */
export class CountedAnswer extends BoundedAnswer {
  readonly #facts: Pick<AnswerFacts, 'characters'>;

  constructor(next: AnswerEvents, facts: Pick<AnswerFacts, 'toolNames' | 'fieldNames' | 'characters'>) {
    super(next, facts);
    this.#facts = facts;
  }

  override text(piece: string): void {
    this.#facts.characters += piece.length;
    super.text(piece);
  }

  override reasoning(piece: string): void {
    this.#facts.characters += piece.length;
    super.reasoning(piece);
  }

  override toolArguments(call: number, piece: string): void {
    this.#facts.characters += piece.length;
    super.toolArguments(call, piece);
  }
}
