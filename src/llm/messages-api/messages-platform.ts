import type { CancelSignal } from '../../cancellation/cancellation';
import type { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import type { BodyConsumer, UpstreamAnswer } from '../../upstream/upstream-exchange';
import type { LlmCall } from '../llm-adapter';
import type { PlatformName } from './features.data';

/** What is asked: a whole message, a streamed one, or the number of a request's tokens. */
export type MessagesOperation = 'create' | 'stream' | 'count';

/** A request of the Messages API on its way to a platform. */
export interface MessagesPost {
  readonly operation: MessagesOperation;
  readonly call: LlmCall;
  /** The names of the betas that it makes use of. */
  readonly betas: readonly string[];
}

/** What a platform has in a body otherwise than Anthropic. */
export interface PlatformFields {
  readonly set: JsonObject;
  readonly without: readonly string[];
}

/**
 * A platform that serves Claude over the Messages API: Anthropic itself, or a cloud. It knows addresses, credentials, framing,
 * and where it wants the model's name, the version and the betas; all else of requests and answers is the same everywhere.
 */
export interface MessagesPlatform {
  /** Its name in the table of features. */
  readonly name: PlatformName;
  /** What must not be quoted in an error. */
  readonly secrets: () => readonly string[];
  /** What the body of a request holds there. @throws GatewayError MODEL_NOT_FOUND for what cannot be a model's name */
  fields(post: MessagesPost): PlatformFields;
  /**
   * Sends a request. A streamed answer reaches the consumer as server-sent events, whatever the platform frames it in.
   * @param body JSON in the platform's form
   * @throws GatewayError when there is no answer, the signal's reason when it is aborted
   */
  send(
    post: MessagesPost,
    body: Buffer,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer>;
  /** An error in the platform's own form; undefined for one in Anthropic's form, and for what is no error. */
  readonly ownError?: (answer: UpstreamAnswer) => GatewayError | undefined;
  /** The name of the field that has the number of tokens in the answer to `count`. */
  readonly countedAs: 'input_tokens' | 'inputTokens';
}
