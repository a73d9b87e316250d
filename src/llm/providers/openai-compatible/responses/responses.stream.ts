import type { GatewayError } from '../../../../errors/gateway-error';
import { isObject } from '../../../../json/json-object';
import type { JsonObject } from '../../../../json/json-object';
import { MAX_FRAME_BYTES, SseFrameReader } from '../../../../sse/sse-frame.reader';
import { upstreamFailed } from '../../../../upstream/upstream-failure';
import type { AnswerEvents } from '../../../../wire/canonical/answer-events';
import { ResponsesAnswerReader } from '../../../../wire/openai-responses/answer-reader';
import type { StreamMapping } from '../../../mapping/mapped-stream';

const DATA_FIELD = 'data: '.length;
const FRAME_END = '\n\n'.length;

/** Reads the frames of a streamed response. Format: https://platform.openai.com/docs/api-reference/responses-streaming */
export class ResponseStream implements StreamMapping {
  readonly #answer: ResponsesAnswerReader;
  readonly #frames = new SseFrameReader((frame) => {
    this.#read(frame.toString('utf8', DATA_FIELD, frame.length - FRAME_END));
    return undefined;
  }, MAX_FRAME_BYTES);
  #bodyEnded = false;

  /** @param errorFrom what an error inside a stream means */
  constructor(
    out: AnswerEvents,
    private readonly errorFrom: (error: JsonObject) => GatewayError,
  ) {
    this.#answer = new ResponsesAnswerReader(out);
  }

  get done(): boolean {
    return this.#answer.over;
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

  #read(data: string): void {
    if (this.#answer.over || data.trim() === '' || data.trim() === '[DONE]') return;
    const event = this.#parsed(data);
    if (event === undefined) return;
    this.#answer.event(event);
    const { failure } = this.#answer;
    if (failure !== undefined) throw this.errorFrom(failure);
  }

  #parsed(data: string): JsonObject | undefined {
    try {
      const event: unknown = JSON.parse(data);
      return isObject(event) ? event : undefined;
    } catch {
      if (this.#bodyEnded)
        throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
      throw upstreamFailed('malformed', 'The upstream sent a frame that is not JSON.');
    }
  }
}
