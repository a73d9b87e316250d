import type { CancelSignal } from '../../../cancellation/cancellation';
import { GatewayError } from '../../../errors/gateway-error';
import { parseExactObject } from '../../../json/exact-json';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { UpstreamAnswer, UpstreamRequest } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { MessagesAnswerReader } from '../../../wire/anthropic-messages/answer-reader';
import { writeMessagesRequest } from '../../../wire/anthropic-messages/write-request';
import type { WrittenMessages } from '../../../wire/anthropic-messages/write-request';
import type { ConnectionTarget } from '../../provider';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import { mappedAnswer } from '../../mapping/mapped-answer';
import { mappedRequest, requestBytes } from '../../mapping/mapped-request';
import { MappedStream } from '../../mapping/mapped-stream';
import { retryAfterMs } from '../openai-compatible/errors';
import { parseObject } from '../openai-compatible/response';
import { messagesError } from './errors';
import { listModels } from './models';
import { callHeaders, connectionHeaders } from './request-headers';
import { MessagesNative } from './messages-native';
import { MessageStream } from './stream';

/** Claude over the Messages API: https://docs.anthropic.com/en/api/messages */
export class AnthropicAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly everyWire = true;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secret: string | undefined;
  /** What precedes a path: a base URL may end with the version, or leave it out. */
  readonly #version: string;
  /** For the door that speaks this wire. */
  readonly #native: MessagesNative;

  /**
   * @param client connections to the target's endpoint
   * @param strictParams whether settings that would be dropped are refused
   */
  constructor(
    target: ConnectionTarget,
    private readonly client: UpstreamClient,
    private readonly strictParams: boolean,
  ) {
    this.upstream = target.name;
    this.#headers = connectionHeaders(target);
    this.#secret = target.credential?.reveal();
    this.#version = /\/v1\/*$/.test(target.endpoint) ? '' : '/v1';
    this.#native = new MessagesNative({
      client,
      path: `${this.#version}/messages`,
      headers: this.#headers,
      secret: this.#secret,
    });
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    if (call.wire.name === 'anthropic-messages') return this.#native.complete(call, signal);
    const { written, post } = this.#mapped(call, false);
    const answer = await this.client.send(post, signal);
    const { facts } = call;
    facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(answer);
    facts.headers = headersForCaller(answer.headers);
    return mappedAnswer(call, (events) => {
      const message = parseExactObject(answer.body.toString('utf8'));
      if (message === undefined || message['type'] === 'error') throw this.#notAnAnswer(answer);
      new MessagesAnswerReader(events, written).message(message);
    });
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    if (call.wire.name === 'anthropic-messages') {
      await this.#native.stream(call, sink, signal);
      return;
    }
    const { written, post } = this.#mapped(call, true);
    let mapping: MessageStream | undefined;
    const reader = new MappedStream(call, sink, 'text/event-stream', (events) => {
      mapping = new MessageStream(events, written, (event) => messagesError(200, event, this.#secret));
      return mapping;
    });
    try {
      const answer = await this.client.send(post, signal, reader);
      if (!reader.opened) throw this.#notAnAnswer(answer);
      reader.end();
    } catch (thrown) {
      call.facts.usage = mapping?.brokenUsage(reader.written) ?? call.facts.usage;
      throw thrown;
    }
  }

  countTokens(call: LlmCall, signal: CancelSignal): Promise<number> {
    return this.#native.countTokens(call, signal);
  }

  embed(): Promise<WholeAnswer> {
    const problem = 'This provider has no embeddings.';
    return Promise.reject(new GatewayError('INVALID_REQUEST', problem, { param: 'model' }));
  }

  models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    return listModels(async (query) => {
      const path = `${this.#version}/models${query}`;
      const answer = await this.client.send(
        { method: 'GET', path, headers: this.#headers, body: undefined },
        signal,
      );
      if (answer.status !== 200) throw this.#errorFrom(answer);
      const list = parseObject(answer.body);
      if (list === undefined)
        throw upstreamFailed('malformed', 'The upstream did not answer with a list of models.');
      return list;
    });
  }

  close(): Promise<void> {
    return this.client.close();
  }

  /** @throws GatewayError INVALID_REQUEST for a request that cannot be mapped */
  #mapped(
    call: LlmCall,
    stream: boolean,
  ): { readonly written: WrittenMessages; readonly post: UpstreamRequest } {
    const written = mappedRequest(call, { stream, strict: this.strictParams }, writeMessagesRequest);
    const headers = callHeaders(this.#headers, call.headers, written.betas);
    const accept = stream ? 'text/event-stream' : 'application/json';
    const body = requestBytes(written.body);
    const path = `${this.#version}/messages`;
    return { written, post: { method: 'POST', path, headers: { ...headers, accept }, body } };
  }

  /** Something with status 200 that is neither a message nor a stream: an error, or nonsense. */
  #notAnAnswer(answer: UpstreamAnswer): GatewayError {
    if (answer.status !== 200 || parseObject(answer.body)?.['type'] === 'error')
      return this.#errorFrom(answer);
    return upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  }

  #errorFrom({ status, headers, body }: UpstreamAnswer): GatewayError {
    return messagesError(status, parseObject(body), this.#secret, retryAfterMs(headers));
  }
}
