import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import { headersForCaller } from '../../upstream/forwarded-headers';
import type { UpstreamClient } from '../../upstream/upstream-client';
import type { UpstreamAnswer, UpstreamRequest } from '../../upstream/upstream-exchange';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { chatCompletion } from '../canonical/completion';
import { parseExactObject } from '../../json/exact-json';
import { MappedStreamReader } from '../canonical/mapped-stream';
import { mapAnswer, mapRequest } from '../canonical/nesting';
import type { ConnectionTarget } from '../provider';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../llm-adapter';
import { retryAfterMs } from '../providers/openai-compatible/errors';
import { parseObject } from '../providers/openai-compatible/response';
import { messagesError } from './errors';
import { listModels } from './models';
import { messagesRequest } from './request';
import type { MessagesRequest } from './request';
import { callHeaders, connectionHeaders } from './request-headers';
import { mapMessage } from './response';
import { MessageStream } from './stream';
import { readUsage } from './usage';

/** Claude over the Messages API: https://docs.anthropic.com/en/api/messages */
export class AnthropicAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secret: string | undefined;
  /** What stands before a path: a base URL may end with the version, or leave it out. */
  readonly #version: string;

  /**
   * @param client connections to the target's endpoint
   * @param strictParams whether parameters that would be dropped are refused
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
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const { request, post } = this.#mapped(call, false);
    const answer = await this.client.send(post, signal);
    const { facts } = call;
    facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(answer);
    facts.headers = headersForCaller(answer.headers);
    return mapAnswer(() => {
      const message = parseExactObject(answer.body.toString('utf8'));
      if (message === undefined || message['type'] === 'error') throw this.#notAnAnswer(answer);
      facts.usage = readUsage(message['usage']);
      return chatCompletion(call, mapMessage(message, request.answerTool));
    });
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const { request, post } = this.#mapped(call, true);
    let mapping: MessageStream | undefined;
    const reader = new MappedStreamReader(call, sink, 'text/event-stream', (out) => {
      mapping = new MessageStream(out, call.facts, request.answerTool, (event) =>
        messagesError(200, event, this.#secret),
      );
      return mapping;
    });
    try {
      const answer = await this.client.send(post, signal, reader);
      if (!reader.opened) throw this.#notAnAnswer(answer);
      reader.end();
    } catch (thrown) {
      mapping?.settle();
      throw thrown;
    }
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
  ): { readonly request: MessagesRequest; readonly post: UpstreamRequest } {
    return mapRequest(() => {
      const request = messagesRequest(call, stream, this.strictParams);
      const headers = callHeaders(this.#headers, call.headers, request.betas);
      const accept = stream ? 'text/event-stream' : 'application/json';
      const body = Buffer.from(JSON.stringify(request.body));
      const path = `${this.#version}/messages`;
      return { request, post: { method: 'POST', path, headers: { ...headers, accept }, body } };
    });
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
