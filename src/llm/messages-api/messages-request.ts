import type { JsonObject } from '../../json/json-object';
import { writeMessagesRequest } from '../../wire/anthropic-messages/write-request';
import type { WrittenMessages } from '../../wire/anthropic-messages/write-request';
import type { LlmCall } from '../llm-adapter';
import { mappedRequest, requestBytes } from '../mapping/mapped-request';
import type { MessagesOperation, MessagesPlatform, MessagesPost } from './messages-platform';
import { nativeBody } from './native-body';
import { betaNames } from './request-headers';

/** A request that is ready to be sent. */
export interface AskedMessage {
  readonly post: MessagesPost;
  readonly body: Buffer;
  /** What has to be known when the answer is read; undefined where its bytes pass. */
  readonly written: WrittenMessages | undefined;
}

/** Settings of an answer, which a request whose tokens are counted does not have. */
const OF_ANSWERS = [
  'max_tokens',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'metadata',
  'service_tier',
];

/** Makes the requests for one platform. */
export class MessagesRequests {
  constructor(
    private readonly platform: MessagesPlatform,
    private readonly strict: boolean,
  ) {}

  /** @throws GatewayError INVALID_REQUEST for a request that cannot be mapped */
  asked(call: LlmCall, operation: MessagesOperation): AskedMessage {
    return call.wire.name === 'anthropic-messages'
      ? this.#passed(call, operation)
      : this.#mapped(call, operation);
  }

  #passed(call: LlmCall, operation: MessagesOperation): AskedMessage {
    const post = {
      operation,
      call,
      betas: betaNames(call.headers['anthropic-beta'], call.body['anthropic_beta']),
    };
    return { post, body: nativeBody(call, this.platform.fields(post)), written: undefined };
  }

  #mapped(call: LlmCall, operation: MessagesOperation): AskedMessage {
    const stream = operation === 'stream';
    const written = mappedRequest(call, { stream, strict: this.strict }, writeMessagesRequest);
    const post = { operation, call, betas: betaNames(call.headers['anthropic-beta'], written.betas) };
    const { set, without } = this.platform.fields(post);
    const unwanted = operation === 'count' ? [...without, ...OF_ANSWERS] : without;
    const kept = Object.entries(written.body).filter(([name]) => !unwanted.includes(name));
    const body: JsonObject = { ...Object.fromEntries(kept), ...set };
    return { post, body: requestBytes(body), written };
  }
}
