import type { CancelSignal } from '../../cancellation/cancellation';
import { chatCompletion } from '../canonical/completion';
import { parseExactObject } from '../canonical/exact-json';
import { MappedStreamReader } from '../canonical/mapped-stream';
import { mapAnswer, mapRequest } from '../canonical/nesting';
import type { LlmAdapter, LlmCall, ModelCard, NativeDialect, StreamSink, WholeAnswer } from '../llm-adapter';
import { embed } from './embeddings';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';
import { listModels } from './models';
import { GeminiNative } from './native';
import { generateContentBody } from './request';
import { readResponse } from './response';
import { GeminiStream } from './stream';

/** What one connection to Google is opened with. */
export interface GoogleAdapterOptions {
  /** Name of the upstream in logs and metrics. */
  readonly upstream: string;
  readonly endpoint: GoogleEndpoint;
  readonly transport: GoogleTransport;
  readonly strictParams: boolean;
}

/** Gemini on AI Studio or Vertex AI: requests and answers are mapped, or passed through for the door that speaks it. */
export class GoogleAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly native: NativeDialect;
  readonly #endpoint: GoogleEndpoint;
  readonly #transport: GoogleTransport;

  constructor(private readonly options: GoogleAdapterOptions) {
    this.upstream = options.upstream;
    this.#endpoint = options.endpoint;
    this.#transport = options.transport;
    this.native = new GeminiNative(options.endpoint, options.transport);
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const path = this.#endpoint.modelPath(call.model, 'generateContent');
    const { bytes, parsed } = await this.#transport.ask(call, path, this.#requestBody(call), signal);
    return mapAnswer(() => {
      const answer = parseExactObject(bytes.toString('utf8')) ?? parsed;
      return chatCompletion(call, readResponse(answer, call.facts));
    });
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const reader = new MappedStreamReader(
      call,
      sink,
      'text/event-stream',
      (out) => new GeminiStream(call.facts, out, (frame) => this.#transport.error(200, {}, frame)),
    );
    const path = `${this.#endpoint.modelPath(call.model, 'streamGenerateContent')}?alt=sse`;
    await this.#transport.stream(call, path, this.#requestBody(call), reader, signal);
    reader.end();
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return embed(call, this.#endpoint, this.#transport, this.options.strictParams, signal);
  }

  models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    return listModels(this.#endpoint, this.#transport, signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #requestBody(call: LlmCall): Buffer {
    return mapRequest(() =>
      Buffer.from(JSON.stringify(generateContentBody(call.body, call.model, this.options.strictParams))),
    );
  }
}
