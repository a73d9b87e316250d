import type { CancelSignal } from '../../../cancellation/cancellation';
import { parseExactObject } from '../../../json/exact-json';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { modelTraits } from '../../../wire/anthropic-messages/model-traits';
import { AsWav } from '../../../wire/canonical/speech';
import { GeminiAnswerReader } from '../../../wire/gemini/answer-reader';
import { wantsWav } from '../../../wire/gemini/speech';
import { searches } from '../../../wire/gemini/web-search';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import { mappedAnswer } from '../../mapping/mapped-answer';
import { requestBytes } from '../../mapping/mapped-request';
import { MappedStream } from '../../mapping/mapped-stream';
import { MessagesApi } from '../../messages-api/messages-api';
import { ClaudePlatform, isClaude } from './claude.platform';
import { countTokens } from './count-tokens';
import { embed } from './embeddings';
import { embedNative } from './native-embeddings';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';
import { mappedCall } from './mapped-call';
import type { MappedCall } from './mapped-call';
import { listModels } from './models';
import { GeminiNative } from './native';
import type { OtherModel, PublisherChat } from './publisher-chat';
import { GeminiStream } from './stream';

/** What one connection to Google is opened with. */
export interface GoogleAdapterOptions {
  /** Name of the upstream in logs and metrics. */
  readonly upstream: string;
  readonly endpoint: GoogleEndpoint;
  readonly transport: GoogleTransport;
  readonly strictParams: boolean;
  /** Models of other makers; on Vertex AI. */
  readonly others: PublisherChat | undefined;
}

/**
 * Gemini on AI Studio or Vertex AI: requests and answers are mapped, or passed through for the door that speaks it. On Vertex
 * AI Claude too, in its own wire, and the models of other makers by Chat Completions.
 */
export class GoogleAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly everyWire = true;
  readonly embedsIn = 'gemini';
  readonly #native: GeminiNative;
  readonly #claude: MessagesApi | undefined;
  readonly #endpoint: GoogleEndpoint;
  readonly #transport: GoogleTransport;

  constructor(private readonly options: GoogleAdapterOptions) {
    this.upstream = options.upstream;
    this.#endpoint = options.endpoint;
    this.#transport = options.transport;
    this.#native = new GeminiNative(options.endpoint, options.transport);
    const { claudePath } = options.endpoint;
    if (claudePath !== undefined) {
      const platform = new ClaudePlatform(claudePath, options.transport);
      this.#claude = new MessagesApi(platform, options.strictParams);
    }
  }

  /**
   * Claude's and Mistral's, as at their makers. Gemini's documentation has none (https://ai.google.dev/api/generate-content), and its newer models
   * answer 400: "Requests ending with a model turn are not supported".
   */
  takesPrefill(model: string): boolean {
    if (this.#claude !== undefined && isClaude(model)) return modelTraits(model).prefill;
    return this.options.others?.of(model)?.takesPrefill(model) ?? false;
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const other = this.#otherMakers(call.model);
    if (other !== undefined) return other.complete(call, signal);
    if (call.wire.name === 'gemini') return this.#native.complete(call, signal);
    const path = this.#endpoint.modelPath(call.model, 'generateContent');
    const asked = this.#mapped(call, false);
    const { bytes, parsed } = await this.#transport.ask(asked.call, path, requestBytes(asked.body), signal);
    return mappedAnswer(call, (events) => {
      const reader = new GeminiAnswerReader(
        wantsWav(call.body) ? new AsWav(events) : events,
        searches(asked.body),
      );
      reader.take(parseExactObject(bytes.toString('utf8')) ?? parsed);
      if (!reader.finished)
        throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
      reader.end();
    });
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const other = this.#otherMakers(call.model);
    if (other !== undefined) {
      await other.stream(call, sink, signal);
      return;
    }
    if (call.wire.name === 'gemini') {
      await this.#native.stream(call, sink, signal);
      return;
    }
    const asked = this.#mapped(call, true);
    const reader = new MappedStream(
      call,
      sink,
      'text/event-stream',
      (out) =>
        new GeminiStream(
          call.facts,
          out,
          (frame) => this.#transport.error(200, {}, frame),
          searches(asked.body),
        ),
    );
    const path = `${this.#endpoint.modelPath(call.model, 'streamGenerateContent')}?alt=sse`;
    try {
      await this.#transport.stream(asked.call, path, requestBytes(asked.body), reader, signal);
      reader.end();
    } catch (thrown) {
      reader.settleBroken();
      throw thrown;
    }
  }

  countTokens(call: LlmCall, signal: CancelSignal): Promise<number | WholeAnswer> {
    return (
      this.#otherMakers(call.model)?.countTokens(call, signal) ??
      countTokens(call, { endpoint: this.#endpoint, transport: this.#transport }, signal)
    );
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    if (call.wire.name === 'gemini') return embedNative(call, this.#endpoint, this.#transport, signal);
    return embed(call, this.#endpoint, this.#transport, this.options.strictParams, signal);
  }

  models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    return listModels(this.#endpoint, this.#transport, signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** What answers the calls of a model that is not Google's own. */
  #otherMakers(model: string): Pick<OtherModel, 'complete' | 'stream' | 'countTokens'> | undefined {
    return this.#claude !== undefined && isClaude(model) ? this.#claude : this.options.others?.of(model);
  }

  #mapped(call: LlmCall, stream: boolean): MappedCall {
    return mappedCall(call, this.#endpoint.service, { stream, strict: this.options.strictParams });
  }
}
