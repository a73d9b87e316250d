import type { CancelSignal } from '../../../cancellation/cancellation';
import { GatewayError } from '../../../errors/gateway-error';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { modelTraits } from '../../../wire/anthropic-messages/model-traits';
import type { ConnectionTarget } from '../../provider';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import { ApiPlatform } from '../../messages-api/api-platform';
import { messagesError } from '../../messages-api/errors';
import { MessagesApi } from '../../messages-api/messages-api';
import { retryAfterMs } from '../openai-compatible/errors';
import { parseObject } from '../openai-compatible/response';
import { connectionHeaders } from './connection-headers';
import { listModels } from './models';

/** Claude at Anthropic itself: https://docs.anthropic.com/en/api/messages */
export class AnthropicAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly everyWire = true;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];
  /** What precedes a path: a base URL may end with the version, or leave it out. */
  readonly #version: string;
  readonly #messages: MessagesApi;

  /**
   * @param client connections to the target's endpoint
   * @param strictParams whether settings that would be dropped are refused
   */
  constructor(
    target: ConnectionTarget,
    private readonly client: UpstreamClient,
    strictParams: boolean,
  ) {
    this.upstream = target.name;
    this.#headers = connectionHeaders(target);
    this.#secrets = target.credential === undefined ? [] : [target.credential.reveal()];
    this.#version = /\/v1\/*$/.test(target.endpoint) ? '' : '/v1';
    const platform = new ApiPlatform({
      name: 'anthropic',
      client,
      path: `${this.#version}/messages`,
      headers: this.#headers,
      secrets: this.#secrets,
    });
    this.#messages = new MessagesApi(platform, strictParams);
  }

  takesPrefill(model: string): boolean {
    return modelTraits(model).prefill;
  }

  complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return this.#messages.complete(call, signal);
  }

  stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    return this.#messages.stream(call, sink, signal);
  }

  countTokens(call: LlmCall, signal: CancelSignal): Promise<number> {
    return this.#messages.countTokens(call, signal);
  }

  embed(): Promise<WholeAnswer> {
    const problem = 'This provider has no embeddings.';
    return Promise.reject(new GatewayError('INVALID_REQUEST', problem, { param: 'model' }));
  }

  models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    return listModels(async (query) => {
      const path = `${this.#version}/models${query}`;
      const { status, headers, body } = await this.client.send(
        { method: 'GET', path, headers: this.#headers, body: undefined },
        signal,
      );
      const list = parseObject(body);
      if (status !== 200) throw messagesError(status, list, this.#secrets, retryAfterMs(headers));
      if (list === undefined)
        throw upstreamFailed('malformed', 'The upstream did not answer with a list of models.');
      return list;
    });
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
