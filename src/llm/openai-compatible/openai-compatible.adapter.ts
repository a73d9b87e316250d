import type { IncomingHttpHeaders } from 'node:http';
import type { Secret } from '../../config/secret';
import type { GatewayError } from '../../errors/gateway-error';
import { headersForCaller } from '../../upstream/forwarded-headers';
import type { UpstreamClient } from '../../upstream/upstream-client';
import type { UpstreamAnswer } from '../../upstream/upstream-exchange';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { JsonObject } from '../../body/json-object';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../llm-adapter';
import { errorFromBody, readErrorBody, retryAfterMs, withoutSecret } from './errors';
import type { ProviderErrorBody } from './errors';
import { readModelList } from './models';
import { streamRequestBody, wholeRequestBody } from './request';
import { parseObject, readAnswer } from './response';
import type { AnswerKey } from './response';
import { ChatStreamReader } from './stream';

/** What makes one OpenAI-compatible upstream differ from the next: data, not code. */
export interface OpenAiCompatibleOptions {
  /** Name of the upstream in logs and metrics. */
  readonly upstream: string;
  /** Connections to its base URL, the address that `/chat/completions` is appended to. */
  readonly client: UpstreamClient;
  readonly apiKey: Secret | undefined;
  /** Errors that this upstream words in its own way; undefined leaves one to the general map. */
  readonly mapError?: (status: number, error: ProviderErrorBody) => GatewayError | undefined;
  /** Reads its list of models, where that is not `GET /models` in OpenAI's form. */
  readonly listModels?: (get: ListRequest) => Promise<readonly ModelCard[]>;
}

/** Asks the upstream for a list: a path to its answer, parsed. */
export type ListRequest = (path: string) => Promise<JsonObject>;

/** Every upstream that speaks OpenAI's Chat Completions: the bytes of request and answer pass as they are. */
export class OpenAiCompatibleAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.upstream = options.upstream;
    this.#headers = {
      'content-type': 'application/json',
      // Bytes are searched as they pass, so they must not be compressed.
      'accept-encoding': 'identity',
      ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey.reveal()}` }),
    };
  }

  complete(call: LlmCall, signal: AbortSignal): Promise<WholeAnswer> {
    return this.#whole('/chat/completions', 'choices', call, signal);
  }

  embed(call: LlmCall, signal: AbortSignal): Promise<WholeAnswer> {
    return this.#whole('/embeddings', 'data', call, signal);
  }

  async stream(call: LlmCall, sink: StreamSink, signal: AbortSignal): Promise<void> {
    const reader = new ChatStreamReader(call, sink, (error) => this.#error(200, {}, error));
    const headers = { ...this.#headers, ...call.headers, accept: 'text/event-stream' };
    const request = {
      method: 'POST',
      path: '/chat/completions',
      headers,
      body: streamRequestBody(call),
    } as const;
    const answer = await this.options.client.send(request, signal, reader);
    if (reader.opened) {
      reader.end();
      return;
    }
    throw this.#notAStream(answer);
  }

  async models(signal: AbortSignal): Promise<readonly ModelCard[]> {
    const get: ListRequest = async (path) => {
      const answer = await this.options.client.send(
        { method: 'GET', path, headers: this.#headers, body: undefined },
        signal,
      );
      const parsed = parseObject(answer.body);
      if (answer.status !== 200) throw this.#errorFrom(answer);
      if (parsed === undefined)
        throw upstreamFailed('malformed', 'The upstream did not answer with a list of models.');
      return parsed;
    };
    return this.options.listModels === undefined
      ? readModelList(await get('/models'), this.upstream)
      : this.options.listModels(get);
  }

  close(): Promise<void> {
    return this.options.client.close();
  }

  async #whole(path: string, key: AnswerKey, call: LlmCall, signal: AbortSignal): Promise<WholeAnswer> {
    const headers = { ...this.#headers, ...call.headers };
    const answer = await this.options.client.send(
      { method: 'POST', path, headers, body: wholeRequestBody(call) },
      signal,
    );
    const { facts } = call;
    facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(answer);
    facts.headers = headersForCaller(answer.headers);
    return readAnswer(call, answer.body, key, (error) => this.#error(200, {}, error));
  }

  /** A stream was asked for, and something else came: an error, or an answer of another kind. */
  #notAStream(answer: UpstreamAnswer): GatewayError {
    if (answer.status !== 200) return this.#errorFrom(answer);
    const inside = parseObject(answer.body);
    if (inside?.['error'] !== undefined) return this.#errorFrom(answer);
    return upstreamFailed('malformed', 'The upstream did not answer with a stream.');
  }

  #errorFrom(answer: UpstreamAnswer): GatewayError {
    return this.#error(answer.status, answer.headers, readErrorBody(answer.body));
  }

  #error(status: number, headers: IncomingHttpHeaders, answered: ProviderErrorBody): GatewayError {
    const error = withoutSecret(answered, this.options.apiKey?.reveal());
    return this.options.mapError?.(status, error) ?? errorFromBody(status, error, retryAfterMs(headers));
  }
}
