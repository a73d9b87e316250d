import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { GatewayError } from '../../errors/gateway-error';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { MessagesAnswerReader } from '../../wire/anthropic-messages/answer-reader';
import type { AskedTools } from '../../wire/anthropic-messages/answer-blocks';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { StreamMapping } from '../mapping/mapped-stream';
import { EventFrames } from './event-frames';
import { textEvent } from './text-event';

/** Reads the frames of a stream of the Messages API. Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export class MessageStream implements StreamMapping {
  readonly #frames = new EventFrames((data) => {
    this.#read(data);
  });
  readonly #answer: MessagesAnswerReader;
  #bodyEnded = false;

  /** @param errorFrom what an `error` event means */
  constructor(
    out: AnswerEvents,
    asked: AskedTools,
    private readonly errorFrom: (event: JsonObject) => GatewayError,
  ) {
    this.#answer = new MessagesAnswerReader(out, asked);
  }

  get done(): boolean {
    return this.#answer.stopped;
  }

  get heldBytes(): number {
    return this.#frames.heldBytes;
  }

  push(piece: Buffer): void {
    this.#frames.push(piece);
  }

  end(): void {
    this.#bodyEnded = true;
    this.#frames.end();
  }

  broke(): void {
    this.#answer.lost();
  }

  /**
   * What a stream that broke off had told of its usage, with our own figure for the text that came.
   * @param written frames that its caller got
   * @returns undefined where it told nothing, or did not break off
   */
  brokenUsage(written: number): TokenUsage | undefined {
    const { usage, stopped } = this.#answer;
    if (stopped || usage === undefined) return undefined;
    return { ...usage, completionTokens: Math.max(usage.completionTokens, written), estimated: true };
  }

  #read(data: string): void {
    if (this.#answer.stopped) return;
    const piece = textEvent(data);
    if (piece !== undefined) {
      this.#answer.text(piece.index, piece.text);
      return;
    }
    const event = this.#parse(data);
    if (event === undefined) return;
    if (event['type'] === 'error') throw this.errorFrom(event);
    this.#answer.event(event);
  }

  #parse(data: string): JsonObject | undefined {
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      // What some proxies add in OpenAI's manner.
      if (data.trim() === '' || data.trim() === '[DONE]') return undefined;
      if (this.#bodyEnded) {
        throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
      }
      throw upstreamFailed('malformed', 'The upstream sent a frame that is not JSON.');
    }
    return isObject(event) ? event : undefined;
  }
}
