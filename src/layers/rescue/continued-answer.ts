import { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { AnswerEvents, Finish, ToolCallStart } from '../../wire/canonical/answer-events';
import type { Maker } from '../../wire/canonical/content-part';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';

/** So many characters are waited for before it is decided where an answer goes on; a text begins with no longer repetition. */
const MAX_OVERLAP = 400;
/** A shorter repetition may be chance. */
const MIN_OVERLAP = 8;
/** Of a text that begins as the delivered one did for so many characters, and then says something else. */
const MIN_OTHER = 24;

/**
 * Puts the seam right where a text goes on: white space that both sides have is delivered once, and what is repeated of the
 * delivered text is left out. Until that is decided nothing is let through. A text that begins anew and says something else is
 * of no use, as far as that can be told: as one that repeats a beginning which is too short to tell.
 */
export class ContinuedAnswer extends ForwardedEvents {
  #decided = false;
  /** What was delivered, without the white space around it. */
  readonly #begun: string;
  /** The white space at its end. */
  readonly #end: string;
  /** White space at the beginning of what came. */
  #space = '';
  /** How much of what was delivered has come again behind that. */
  #repeated = 0;
  /** What came behind that, while it is not decided. */
  #other = '';

  /**
   * @param delivered the text that the caller has
   * @param how `prefill`: the target goes on by itself, or gives the whole text once more; `instruction`: it was asked in
   * words, and may begin with any of the last ones
   * @param onDiverged called once, when it is of no use; nothing of it has been let through then, nor will be
   */
  constructor(
    next: AnswerEvents,
    private readonly delivered: string,
    private readonly how: 'prefill' | 'instruction',
    private readonly onDiverged: () => void,
  ) {
    super(next);
    this.#begun = delivered.trim();
    this.#end = delivered.slice(delivered.trimEnd().length);
  }

  /** The caller's stream has begun. */
  override start(_id: string | undefined, _model: string | undefined, maker: Maker): void {
    this.next.goesOn?.(maker);
  }

  override usage(): void {
    // The figures of the whole are told at the end.
  }

  /** It would be behind the text that it belongs before. */
  override reasoning(): void {
    // Left out.
  }

  override signature(kind: 'text' | 'reasoning', signature: Parameters<AnswerEvents['signature']>[1]): void {
    if (kind === 'text') super.signature(kind, signature);
  }

  override text(piece: string): void {
    if (this.#decided) {
      super.text(piece);
      return;
    }
    if (!this.#isHeld(piece)) this.#letThrough();
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
    if (this.#decided) super.blockEnd();
  }

  override finish(finish: Finish): void {
    this.#letThrough();
    super.finish(finish);
  }

  get #held(): string {
    return this.#space + this.#begun.slice(0, this.#repeated) + this.#other;
  }

  /** A word behind a space goes on with a line: an answer that begins anew begins with a line. */
  get #mayBeAnew(): boolean {
    return this.how === 'instruction' || this.#space === '' || this.#space.includes('\n');
  }

  /** Takes a piece. @returns whether more of the text could still turn out to be a repetition */
  #isHeld(piece: string): boolean {
    let rest = piece;
    if (this.#repeated === 0 && this.#other === '') {
      const all = this.#space + piece;
      rest = all.trimStart();
      this.#space = all.slice(0, all.length - rest.length);
      if (rest === '') return this.#space.length < MAX_OVERLAP;
    }
    const together = this.#repeated + rest.length;
    if (
      this.#mayBeAnew &&
      this.#other === '' &&
      together <= this.#begun.length &&
      this.#begun.startsWith(rest, this.#repeated)
    ) {
      this.#repeated = together;
      return true;
    }
    this.#other += rest;
    if (!this.#mayBeAnew) return false;
    const left = this.#begun.slice(this.#repeated);
    const isRepeated = this.#other.length < MAX_OVERLAP && this.#other.startsWith(left);
    if (isRepeated && isBeginning(this.#other.slice(left.length), this.#end)) return true;
    const held = this.#space.length + this.#repeated + this.#other.length;
    return this.how === 'instruction' && held < Math.min(MAX_OVERLAP, this.delivered.length);
  }

  #letThrough(): void {
    if (this.#decided) return;
    this.#decided = true;
    const held = this.#held;
    if (held === '') return;
    const rest = this.#rest(held);
    if (rest === undefined) this.#diverge();
    else if (rest !== '') super.text(rest);
  }

  /** What of a text is new; undefined where it is of no use. */
  #rest(held: string): string | undefined {
    const text = held.trimStart();
    if (this.#mayBeAnew && text.startsWith(this.#begun)) {
      // It was asked to repeat the last words.
      const isCertain = this.how === 'instruction' || this.#begun.length >= MIN_OVERLAP;
      return isCertain ? this.#withoutDelivered(text.slice(this.#begun.length)) : undefined;
    }
    const rest = this.how === 'prefill' ? this.#withoutDelivered(held) : this.#afterInstruction(held);
    const isAsBefore =
      this.#mayBeAnew && text.length >= MIN_OTHER && this.#begun.startsWith(text.slice(0, MIN_OTHER));
    return isAsBefore && rest.length >= text.length ? undefined : rest;
  }

  #diverge(): void {
    // What follows it goes nowhere.
    this.next = new AnswerCollector();
    this.onDiverged();
  }

  /** The white space at the end of what was delivered was not sent on, and may come again. */
  #withoutDelivered(text: string): string {
    let at = 0;
    while (at < this.#end.length && text[at] === this.#end[at]) at++;
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

/** Whether a text begins so, and goes on. */
function isBeginning(piece: string, text: string): boolean {
  return piece.length < text.length && text.startsWith(piece);
}
