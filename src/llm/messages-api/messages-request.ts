import type { JsonObject } from '../../json/json-object';
import { refuseThread, THREAD_FIELD } from '../../wire/anthropic-messages/message-thread';
import { FIELD_NAME_FORM } from '../../wire/anthropic-messages/field-name-form';
import { TOOL_NAME_FORM } from '../../wire/anthropic-messages/tool-name-form';
import { writeMessagesRequest } from '../../wire/anthropic-messages/write-request';
import type { WrittenMessages } from '../../wire/anthropic-messages/write-request';
import { noteDropped } from '../llm-adapter';
import type { LlmCall } from '../llm-adapter';
import { mappedRequest, requestBytes } from '../mapping/mapped-request';
import type { MessagesOperation, MessagesPlatform, MessagesPost } from './messages-platform';
import { fitFeatures, hasStructuredOutput } from './fitted-request';
import type { FittedFeatures } from './fitted-request';
import type { ReadField } from './feature-parts';
import { exactField, nativeBody } from './native-body';
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
    const { raw, body, headers } = call;
    const named = betaNames(headers['anthropic-beta']);
    const fitted = this.#fitted(call, named, body, (name) =>
      Object.hasOwn(body, name) ? exactField(raw, name) : undefined,
    );
    if (fitted.edits.has(THREAD_FIELD)) refuseThread(body);
    noteDropped(call.facts, fitted.dropped);
    const post = { operation, call, betas: fitted.betas };
    return { post, body: nativeBody(call, this.platform.fields(post), fitted.edits), written: undefined };
  }

  #mapped(call: LlmCall, operation: MessagesOperation): AskedMessage {
    const way = {
      stream: operation === 'stream',
      strict: this.strict,
      toolNames: TOOL_NAME_FORM,
      fieldNames: FIELD_NAME_FORM,
      structuredOutput: hasStructuredOutput(call.model, this.platform.name),
    };
    const written = mappedRequest(call, way, writeMessagesRequest);
    const named = betaNames(call.headers['anthropic-beta'], written.betas);
    const fitted = this.#fitted(call, named, written.body, (name) => written.body[name]);
    noteDropped(call.facts, fitted.dropped);
    const post = { operation, call, betas: fitted.betas };
    const { set, without } = this.platform.fields(post);
    const unwanted = new Set(operation === 'count' ? [...without, ...OF_ANSWERS] : without);
    const body: Record<string, unknown> = { ...written.body, ...Object.fromEntries(fitted.edits), ...set };
    for (const name of unwanted) if (!Object.hasOwn(set, name)) body[name] = undefined;
    return { post, body: requestBytes(body), written };
  }

  #fitted(
    { model, cutBetas = [] }: LlmCall,
    betas: readonly string[],
    body: JsonObject,
    read: ReadField,
  ): FittedFeatures {
    const { platform, strict } = this;
    const fields = Object.keys(body);
    return fitFeatures({ platform: platform.name, model, betas, cut: cutBetas, fields, read, strict });
  }
}
