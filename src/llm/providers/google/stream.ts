import type { GatewayError } from '../../../errors/gateway-error';
import { MAX_FRAME_BYTES, SseFrameReader } from '../../../sse/sse-frame.reader';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { AnswerEvents } from '../../../wire/canonical/answer-events';
import { GeminiAnswerReader } from '../../../wire/gemini/answer-reader';
import type { StreamMapping } from '../../mapping/mapped-stream';
import type { AnswerFacts } from '../../llm-adapter';
import { parseFrame, parseObject, withoutCr } from './frame';
import { readTextFrame } from './text-frame';

/**
 * Reads `streamGenerateContent?alt=sse`: every frame is a response that goes on where the last one ended. There is no
 * closing frame, so the finish waits for the stream's end; usage and metadata may still come after it.
 * Format: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */
export class GeminiStream implements StreamMapping {
  readonly #answer: GeminiAnswerReader;
  readonly #frames: SseFrameReader;
  #begun = false;
  #ending = false;
  /** What the last frame of text held besides it, not parsed yet. */
  #rest: string | undefined;

  /**
   * @param errorFrom makes an error of the catalogue from a frame `{error: …}`
   * @param searches whether Google was asked to search the web
   */
  constructor(
    facts: AnswerFacts,
    out: AnswerEvents,
    private readonly errorFrom: (frame: unknown) => GatewayError,
    searches = false,
  ) {
    this.#answer = new GeminiAnswerReader(out, searches);
    this.#frames = new SseFrameReader(
      (frame) => {
        // The first one names the answer and the model.
        const piece = this.#begun ? readTextFrame(frame) : undefined;
        if (piece !== undefined) {
          this.#rest = piece.rest;
          this.#answer.text(piece.text);
          return undefined;
        }
        const response = parseFrame(frame);
        if (response === undefined) {
          if (this.#ending)
            throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
          facts.skippedFrames++;
        } else if (response['error'] !== undefined) {
          throw this.errorFrom(response);
        } else {
          this.#begun = true;
          this.#rest = undefined;
          this.#answer.take(response);
        }
        return undefined;
      },
      MAX_FRAME_BYTES,
      undefined,
      true,
    );
  }

  get heldBytes(): number {
    return this.#frames.heldBytes;
  }

  push(piece: Buffer): void {
    try {
      this.#frames.push(withoutCr(piece));
    } finally {
      this.#takeRest();
    }
  }

  broke(): void {
    this.#answer.end();
  }

  end(): void {
    this.#ending = true;
    this.#frames.end();
    this.#takeRest();
    this.#answer.end();
  }

  /** Usage grows from frame to frame, so that of several which came together the last one's is enough. */
  #takeRest(): void {
    if (this.#rest === undefined) return;
    const rest = parseObject(this.#rest);
    this.#rest = undefined;
    this.#answer.take(rest);
  }
}
