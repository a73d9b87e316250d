import type { CancelSignal } from '../../../cancellation/cancellation';
import type { JsonObject } from '../../../json/json-object';
import { GatewayError } from '../../../errors/gateway-error';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { BodyConsumer, UpstreamAnswer, UpstreamRequest } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { parseExactObject } from '../../../json/exact-json';
import type { AnswerEvents } from '../../../wire/canonical/answer-events';
import { FIELD_NAME_FORM } from '../../../wire/anthropic-messages/field-name-form';
import { ConverseAnswerReader } from '../../../wire/bedrock-converse/answer-reader';
import { modelTraits } from '../../../wire/bedrock-converse/model-traits';
import { TOOL_NAME_FORM } from '../../../wire/bedrock-converse/tool-name-form';
import { writeConverseRequest } from '../../../wire/bedrock-converse/write-request';
import type { WrittenConverse } from '../../../wire/bedrock-converse/write-request';
import { promptTokens } from '../../call-estimate';
import { mappedAnswer } from '../../mapping/mapped-answer';
import { mappedRequest, requestBytes } from '../../mapping/mapped-request';
import { MappedStream } from '../../mapping/mapped-stream';
import { streamedWhole } from '../../mapping/streamed-whole';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import { modelSegment } from '../../model-path';
import { parseObject } from '../openai-compatible/response';
import { takenBetas } from '../../messages-api/fitted-request';
import { MessagesApi } from '../../messages-api/messages-api';
import { betaNames } from '../../messages-api/request-headers';
import type { Authorize } from './authorization';
import { ClaudePlatform, isClaude } from './claude.platform';
import type { InvokeOperation } from './claude.platform';
import { embed } from './embed';
import type { Invoke } from './embed';
import { errorFromAnswer, errorFromEvent } from './errors';
import { openEventStream } from './event-stream';
import type { StreamEvent } from './event-stream';
import { listModels } from './models';
import { ConverseStream } from './stream';

/** One of the account's addresses, and the way in. */
export interface BedrockPlane {
  readonly client: UpstreamClient;
  readonly authorize: Authorize;
}

/** What an adapter for one AWS account and region is made of. */
export interface BedrockOptions {
  readonly upstream: string;
  readonly runtime: BedrockPlane;
  /** Where models are listed; may be the runtime itself. */
  readonly control: BedrockPlane;
  /** Further request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parts of the credential, to be kept out of texts. */
  readonly secrets: readonly string[];
  readonly strictParams: boolean;
}

/**
 * How a model refuses to stream where tools are declared (Llama, Palmyra, …): "This model doesn't support tool use in streaming mode."
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
 */
const UNSTREAMED = /support tool use in streaming mode/i;
/** There are a few dozen models that call tools. */
const MAX_NOTED = 100;

/** How the service refuses to count for a model. */
const UNCOUNTED = /support(?:s|ed)? counting tokens|counttokens/i;

/** AWS Bedrock: Converse and ConverseStream; InvokeModel for embeddings, and for Claude in its own wire. */
export class BedrockAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly everyWire = true;
  readonly #claude: MessagesApi;
  /** Models that have said that they do not stream where tools are declared. */
  readonly #wholeWithTools = new Set<string>();

  constructor(private readonly options: BedrockOptions) {
    this.upstream = options.upstream;
    const platform = new ClaudePlatform({
      post: ({ model, operation, body }, call, signal, consumer) =>
        this.#post({ ...call, model }, operation, body, signal, consumer),
      error: (answer) => this.#error(answer),
      secrets: options.secrets,
    });
    this.#claude = new MessagesApi(platform, options.strictParams);
  }

  /**
   * Claude's, as at Anthropic, and Nova's first generation: https://docs.aws.amazon.com/nova/latest/userguide/prompting-structured-output.html
   * ("by prefilling the assistant content"). The guide of Nova 2 knows no such thing: https://docs.aws.amazon.com/nova/latest/nova2-userguide/prompting-best-practices.html
   */
  takesPrefill(model: string): boolean {
    const { claude, family, reasoning } = modelTraits(model);
    return claude?.prefill ?? (family === 'nova' && reasoning === 'none');
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    if (isOwnWire(call)) return this.#claude.complete(call, signal);
    const written = this.#written(call, false);
    const answer = await this.#post(call, 'converse', requestBytes(written.body), signal);
    return mappedAnswer(call, (events) => {
      this.#read(call, answer, written, events);
    });
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    if (isOwnWire(call)) {
      await this.#claude.stream(call, sink, signal);
      return;
    }
    const asked = this.#written(call, true);
    const callsTools = asked.body['toolConfig'] !== undefined;
    if (callsTools && this.#wholeWithTools.has(call.model)) {
      await this.#streamWhole(call, asked, sink, signal);
      return;
    }
    const body = requestBytes(asked.body);
    const events = await openEventStream();
    const reader = new MappedStream(call, sink, 'application/vnd.amazon.eventstream', (out) => {
      const failure = (event: StreamEvent): GatewayError => errorFromEvent(event, this.options.secrets);
      return new ConverseStream(out, { events, model: call.model, asked, failure });
    });
    const answer = await this.#post(call, 'converse-stream', body, signal, reader);
    if (reader.opened) {
      reader.end();
      return;
    }
    if (answer.status === 200)
      throw upstreamFailed('malformed', 'The upstream did not answer with a stream.');
    const refusal = this.#error(answer);
    if (!callsTools || !UNSTREAMED.test(refusal.upstreamMessage ?? '')) throw refusal;
    if (this.#wholeWithTools.size < MAX_NOTED) this.#wholeWithTools.add(call.model);
    await this.#streamWhole(call, asked, sink, signal);
  }

  /**
   * Counts by CountTokens; where a model has none, by our own tokenizer.
   * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
   */
  async countTokens(call: LlmCall, signal: CancelSignal): Promise<number> {
    try {
      if (isClaude(call.model)) return await this.#claude.countTokens(call, signal);
      const { messages, system, toolConfig } = this.#written(call, false).body;
      const body = requestBytes({ input: { converse: { messages, system, toolConfig } } });
      const { inputTokens } = this.#whole(call, await this.#post(call, 'count-tokens', body, signal));
      return typeof inputTokens === 'number' ? inputTokens : promptTokens(call);
    } catch (thrown) {
      if (thrown instanceof GatewayError && UNCOUNTED.test(thrown.upstreamMessage ?? ''))
        return promptTokens(call);
      throw thrown;
    }
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const invoke: Invoke = async (body, either) => {
      const answer = await this.#post(call, 'invoke', jsonBytes(body), either);
      return { headers: answer.headers, body: this.#whole(call, answer) };
    };
    return embed(call, invoke, signal);
  }

  models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    return listModels(async (path) => {
      const headers = { ...this.options.headers, accept: 'application/json', 'accept-encoding': 'identity' };
      const answer = await send(
        this.options.control,
        { method: 'GET', path, headers, body: undefined },
        signal,
      );
      const parsed = parseObject(answer.body);
      if (answer.status !== 200) throw this.#error(answer);
      if (parsed === undefined)
        throw upstreamFailed('malformed', 'The upstream did not answer with a list of models.');
      return parsed;
    });
  }

  async close(): Promise<void> {
    const { runtime, control } = this.options;
    await Promise.all([...new Set([runtime.client, control.client])].map((client) => client.close()));
  }

  /** Asks for a whole answer, and tells it as a stream. */
  async #streamWhole(
    call: LlmCall,
    asked: WrittenConverse,
    sink: StreamSink,
    signal: CancelSignal,
  ): Promise<void> {
    const answer = await this.#post(call, 'converse', requestBytes(asked.body), signal);
    streamedWhole(call, sink, (events) => {
      this.#read(call, answer, asked, events);
    });
  }

  #read(call: LlmCall, answer: UpstreamAnswer, asked: WrittenConverse, events: AnswerEvents): void {
    const parsed = this.#whole(call, answer, (bytes) => parseExactObject(bytes.toString('utf8')));
    new ConverseAnswerReader(events, call.model, asked).answer(parsed);
  }

  #written(call: LlmCall, stream: boolean): WrittenConverse {
    const betas = takenBetas('bedrock', betaNames(call.headers['anthropic-beta'])).join(',');
    return mappedRequest(
      call,
      {
        ...{ stream, strict: this.options.strictParams, betas },
        toolNames: TOOL_NAME_FORM,
        fieldNames: FIELD_NAME_FORM,
      },
      writeConverseRequest,
    );
  }

  #post(
    call: LlmCall,
    operation: 'converse' | 'converse-stream' | InvokeOperation,
    body: Buffer,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer> {
    const agent = call.headers['user-agent'];
    const request: UpstreamRequest = {
      method: 'POST',
      path: `/model/${modelSegment(call.model)}/${operation}`,
      headers: {
        ...this.options.headers,
        ...(agent === undefined ? {} : { 'user-agent': agent }),
        'content-type': 'application/json',
        accept: consumer === undefined ? 'application/json' : 'application/vnd.amazon.eventstream',
        'accept-encoding': 'identity',
      },
      body,
    };
    return send(this.options.runtime, request, signal, consumer);
  }

  #whole(call: LlmCall, answer: UpstreamAnswer, parse = parseObject): JsonObject {
    call.facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#error(answer);
    call.facts.headers = headersForCaller(answer.headers);
    const parsed = parse(answer.body);
    if (parsed === undefined) throw upstreamFailed('malformed', 'The upstream did not answer with JSON.');
    return parsed;
  }

  #error({ status, headers, body }: UpstreamAnswer): GatewayError {
    return errorFromAnswer(status, headers, body, this.options.secrets);
  }
}

/** Whether bytes can pass: a Claude, and a door that speaks its wire. */
function isOwnWire({ wire, model }: LlmCall): boolean {
  return wire.name === 'anthropic-messages' && isClaude(model);
}

async function send(
  { client, authorize }: BedrockPlane,
  request: UpstreamRequest,
  signal: CancelSignal,
  consumer?: BodyConsumer,
): Promise<UpstreamAnswer> {
  const headers = await authorize(request);
  return client.send({ ...request, headers }, signal, consumer);
}

function jsonBytes(body: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(body));
}
