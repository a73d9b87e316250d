import type { JsonObject } from '../json/json-object';
import type { AnswerBegun } from './canonical/answer-begun';
import type { AnswerCollector } from './canonical/answer-collector';
import type { AnswerEvents } from './canonical/answer-events';
import type { AnswerSummary } from './canonical/answer-summary';
import type { AnswerWriter, Asked } from './canonical/answer-writer';
import type { CanonicalRequest } from './canonical/canonical-request';
import type { FrameReader } from './canonical/frame-reader';
import type { TokenUsage } from './canonical/token-usage';
import type { EmbeddingForm } from './embedding-form';
import type { WireName } from './wire-name';

/** Is told of one attempt's answer that passes as bytes. */
export interface PassingAnswer {
  /** Whether somebody keeps the answer: it is to be told with all that it holds. */
  readonly kept: boolean;
  /** What its first event says of it. */
  begun(answer: JsonObject): void;
  /** One more event. */
  event(): void;
  /**
   * It is whole, and this is all of it. Before the caller gets to know.
   * @param at which deployment gave it
   */
  over(answer: JsonObject, at: string | undefined): void;
  /**
   * The provider tells that it failed. Its event is for the caller only when nobody goes on with the answer: it is not passed.
   * @param isLast whether the provider's stream ends with it
   */
  failed(event: string, isLast: boolean): void;
}

/**
 * A door's side of a wire: reads its callers' requests, writes their answers. Pure. Where the provider speaks the same wire,
 * bytes pass and nothing of it is called.
 */
export interface DoorWire {
  readonly name: WireName;
  /** @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's */
  readRequest(body: JsonObject): CanonicalRequest;
  /** Writes a stream. @param summary what is learnt of the answer is written into it */
  streamWriter(asked: Asked, summary: AnswerSummary): AnswerWriter;
  /** What is told of an answer that passes as bytes, where the door has to know of it; each attempt has one of its own. `givenModel` is that of the call. */
  readonly passing?: ((givenModel: string | undefined) => PassingAnswer) | undefined;
  /** Writes a whole answer as JSON text, and what is to be known of it into the summary. */
  wholeAnswer(answer: AnswerCollector, asked: Asked, usage: TokenUsage, summary: AnswerSummary): string;
  /** How the wire asks for embeddings, where that is not OpenAI's way. */
  readonly embeddings?: EmbeddingForm;
  /**
   * Whether whole frames at the beginning of a stream hold no token yet, and no more than that there will be an answer; left out
   * where a provider's frames of that kind wait for the first token anyway.
   */
  saysNothing?(frames: Buffer): boolean;
  /** Reads a stream of this wire back, as a provider wrote it; left out where no provider's stream passes as bytes. */
  frameReader?(events: AnswerEvents): FrameReader;
  /**
   * Writes a request in a form of this wire that providers no longer have in the form that they do have: one of Chat Completions
   * with `functions` as one with `tools`. Left out where there are no two forms.
   */
  readonly asTools?: ((body: JsonObject) => JsonObject) | undefined;
  /** The fields of a request that change when its answer has begun already, and is to be gone on with. */
  goingOn(body: JsonObject, begun: AnswerBegun): JsonObject;
}
