import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { Finish, ToolCallStart } from '../../wire/canonical/answer-events';
import type { AnswerSummary } from '../../wire/canonical/answer-summary';
import type { AnswerWriter } from '../../wire/canonical/answer-writer';
import type { Maker, Signature } from '../../wire/canonical/content-part';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { WebCitation } from '../../wire/canonical/web-search';

/**
 * The one answer that a caller reads, whichever attempts it is made of: what was said so far, and the writer of the door's
 * wire, which goes on where it stopped, with the same ids, model, blocks and numbers.
 */
export class AnswerThread extends ForwardedEvents {
  /** What was said so far. */
  readonly said = new AnswerCollector();
  #started = false;
  readonly #endedCalls = new Set<number>();

  /**
   * @param writer writes the caller's frames
   * @param summary what the writer has learnt of the answer
   */
  constructor(
    readonly writer: AnswerWriter,
    readonly summary: Readonly<AnswerSummary>,
  ) {
    super(writer);
  }

  /** Characters of text, reasoning and arguments that were said. */
  get length(): number {
    return this.said.length;
  }

  /** The first attempt names the answer: clients tell streams apart by it. */
  override start(id: string | undefined, model: string | undefined, maker: Maker): void {
    if (this.#started) return;
    this.#started = true;
    this.said.start(id, model, maker);
    super.start(id, model, maker);
  }

  override text(piece: string): void {
    this.said.text(piece);
    super.text(piece);
  }

  override reasoning(piece: string): void {
    this.said.reasoning(piece);
    super.reasoning(piece);
  }

  override refusal(piece: string): void {
    this.said.refusal(piece);
    super.refusal(piece);
  }

  override signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.said.signature(kind, signature);
    super.signature(kind, signature);
  }

  override citations(maker: Maker, values: readonly unknown[]): void {
    this.said.citations(maker, values);
    super.citations(maker, values);
  }

  override webCitations(values: readonly WebCitation[]): void {
    this.said.webCitations(values);
    super.webCitations(values);
  }

  override toolCall(start: ToolCallStart): void {
    this.said.toolCall(start);
    super.toolCall(start);
  }

  override toolArguments(call: number, piece: string): void {
    this.said.toolArguments(call, piece);
    super.toolArguments(call, piece);
  }

  override callSignature(call: number, signature: Signature): void {
    this.said.callSignature(call, signature);
    super.callSignature(call, signature);
  }

  /** Once: an answer that is begun anew ends the call too. */
  override toolCallEnd(call: number): void {
    if (this.#endedCalls.has(call)) return;
    this.#endedCalls.add(call);
    this.said.toolCallEnd();
    super.toolCallEnd(call);
  }

  override blockEnd(): void {
    this.said.blockEnd();
    super.blockEnd();
  }

  override image(mediaType: string, data: string, signature?: Signature): void {
    this.said.image(mediaType, data, signature);
    super.image(mediaType, data, signature);
  }

  override opaque(maker: Maker, value: JsonObject): void {
    this.said.opaque(maker, value);
    super.opaque(maker, value);
  }

  override usage(usage: TokenUsage): void {
    this.said.usage(usage);
    super.usage(usage);
  }

  override finish(finish: Finish): void {
    this.said.finish(finish);
    super.finish(finish);
  }
}
