import { malformedAnswer } from '../canonical/malformed-answer';
import type { Finish } from '../canonical/answer-events';
import { ResponseWriter } from './response-writer';

/**
 * Writes the answer to a request that asks for its conversation to be made shorter: the model's text becomes the one item
 * `compaction`, and nothing else of what the model said goes out.
 */
export class CompactionWriter extends ResponseWriter {
  #summary = '';

  override get holding(): boolean {
    return this.#summary !== '' && this.written === 0;
  }

  override text(piece: string): void {
    this.#summary += piece;
  }

  /** @throws GatewayError PROVIDER_ERROR where the model said nothing: there would be nothing to go on from */
  override finish(finish: Finish): void {
    if (this.#summary.trim() === '') throw malformedAnswer('The upstream gave no summary.');
    this.compaction(this.#summary);
    super.finish(finish);
  }

  override refusal(piece: string): void {
    this.#summary += piece;
  }

  override reasoning(): void {
    // It is not the summary.
  }

  override signature(): void {
    // Nothing goes out that could be signed.
  }

  override opaque(): void {
    // As reasoning.
  }

  override webCitations(): void {
    // A summary has none.
  }

  override logprobs(): void {
    // Of a text that does not go out.
  }

  override webSearch(): void {
    // No tool may be called.
  }

  override ranCode(): void {
    // As a search.
  }

  override toolCall(): void {
    // As a search.
  }

  override toolArguments(): void {
    // As a search.
  }

  override callSignature(): void {
    // As a search.
  }

  override toolCallEnd(): void {
    // As a search.
  }

  override audio(): void {
    // As a search.
  }

  override image(): void {
    // As a search.
  }
}
