import type { AnswerEvents, Finish, ToolCallStart } from '../../wire/canonical/answer-events';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';

/** So many characters are waited for before it is decided where an answer goes on; a text begins with no longer repetition. */
const MAX_OVERLAP = 400;
/** A shorter repetition may be chance. */
const MIN_OVERLAP = 8;

/**
 * Puts the seam right where a text goes on: white space that both sides have is delivered once, and what is repeated of the
 * delivered text is left out. Until that is decided nothing is let through.
 */
export class ContinuedAnswer extends ForwardedEvents {
  #held: string | undefined = '';

  /**
   * @param delivered the text that the caller has
   * @param how `prefill`: the target goes on by itself, or gives the whole text once more; `instruction`: it was asked in
   * words, and may begin with any of the last ones
   */
  constructor(
    next: AnswerEvents,
    private readonly delivered: string,
    private readonly how: 'prefill' | 'instruction',
  ) {
    super(next);
  }

  override start(): void {
    // The caller's stream has begun.
  }

  override usage(): void {
    // The figures of the whole are told at the end.
  }

  /** It would stand behind the text that it belongs before. */
  override reasoning(): void {
    // Left out.
  }

  override signature(kind: 'text' | 'reasoning', signature: Parameters<AnswerEvents['signature']>[1]): void {
    if (kind === 'text') super.signature(kind, signature);
  }

  override text(piece: string): void {
    if (this.#held === undefined) {
      super.text(piece);
      return;
    }
    this.#held += piece;
    if (!this.#mayRepeat(this.#held)) this.#letThrough();
  }

  override refusal(piece: string): void {
    this.#letThrough();
    super.refusal(piece);
  }

  override toolCall(start: ToolCallStart): void {
    this.#letThrough();
    super.toolCall(start);
  }

  override blockEnd(): void {
    if (this.#held !== '') this.#letThrough();
    if (this.#held === undefined) super.blockEnd();
  }

  override finish(finish: Finish): void {
    this.#letThrough();
    super.finish(finish);
  }

  /** Whether more of the text could still turn out to be a repetition. */
  #mayRepeat(held: string): boolean {
    const { delivered } = this;
    if (this.how === 'prefill') {
      if (held.trim() === '') return held.length < MAX_OVERLAP;
      return held.length < delivered.length && delivered.startsWith(held);
    }
    return held.length < Math.min(MAX_OVERLAP, delivered.length);
  }

  #letThrough(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    if (held === '') return;
    const rest = this.how === 'prefill' ? this.#afterPrefill(held) : this.#afterInstruction(held);
    if (rest !== '') super.text(rest);
  }

  #afterPrefill(held: string): string {
    const { delivered } = this;
    if (delivered.length >= MIN_OVERLAP && held.startsWith(delivered)) return held.slice(delivered.length);
    const bare = delivered.trimEnd();
    if (bare.length >= MIN_OVERLAP && held.startsWith(bare)) {
      return this.#withoutDelivered(held.slice(bare.length));
    }
    return this.#withoutDelivered(held);
  }

  /** The white space at the end of what was delivered was not sent on, and may come again. */
  #withoutDelivered(text: string): string {
    const { delivered } = this;
    const space = delivered.slice(delivered.trimEnd().length);
    let at = 0;
    while (at < space.length && text[at] === space[at]) at++;
    return text.slice(at);
  }

  #afterInstruction(held: string): string {
    const { delivered } = this;
    const text = held.trimStart();
    const bare = delivered.trimEnd();
    for (let length = Math.min(text.length, bare.length, MAX_OVERLAP); length >= MIN_OVERLAP; length--) {
      if (bare.endsWith(text.slice(0, length))) return this.#withoutDelivered(text.slice(length));
    }
    if (bare.length < delivered.length) return text;
    // Words that were asked for begin with a word.
    return held === text && /[\p{L}\p{N}.,;:!?)]$/u.test(bare) && /^[\p{L}\p{N}(]/u.test(text)
      ? ` ${text}`
      : held;
  }
}
