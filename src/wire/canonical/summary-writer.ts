import type { Finish } from './answer-events';
import type { AnswerWriter, Frames } from './answer-writer';
import { ForwardedEvents } from './forwarded-events';
import { malformedAnswer } from './malformed-answer';
import type { TokenUsage } from './token-usage';

/** A model's summary of a conversation. @throws GatewayError PROVIDER_ERROR where it is empty: there would be nothing to go on from */
export function summaryOf(text: string): string {
  if (text.trim() === '') throw malformedAnswer('The upstream gave no summary.');
  return text;
}

/** Takes a model's answer for a summary: its text is told when it is whole, and nothing else of what the model said goes out. */
export class SummaryWriter extends ForwardedEvents implements AnswerWriter {
  #summary = '';

  /** @param tell writes a summary and the end of the answer; with the model's own end */
  constructor(
    private readonly writer: AnswerWriter,
    private readonly tell: (summary: string, finish: Finish) => void,
  ) {
    super(writer);
  }

  get written(): number {
    return this.writer.written;
  }

  get holding(): boolean {
    return this.#summary !== '' || this.writer.holding;
  }

  override text(piece: string): void {
    this.#summary += piece;
  }

  override refusal(piece: string): void {
    this.#summary += piece;
  }

  override finish(finish: Finish): void {
    const summary = summaryOf(this.#summary);
    this.#summary = '';
    this.tell(summary, finish);
  }

  take(): Frames | undefined {
    return this.writer.take();
  }

  end(usage: TokenUsage): void {
    this.writer.end(usage);
  }

  override reasoning = nothing;
  override signature = nothing;
  override citations = nothing;
  override webCitations = nothing;
  override webSearch = nothing;
  override ranCode = nothing;
  override toolCall = nothing;
  override toolArguments = nothing;
  override callSignature = nothing;
  override toolCallEnd = nothing;
  override blockEnd = nothing;
  override image = nothing;
  override audio = nothing;
  override opaque = nothing;
  override logprobs = nothing;
}

/** It is no part of the summary. */
function nothing(): void {
  // Nothing is told of it.
}
