import type { CancelSignal } from '../../../cancellation/cancellation';
import type { JsonObject } from '../../../json/json-object';
import type { GatewayError } from '../../../errors/gateway-error';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { BodyConsumer, UpstreamAnswer, UpstreamRequest } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { parseExactObject } from '../../../json/exact-json';
import { ConverseAnswerReader } from '../../../wire/bedrock-converse/answer-reader';
import { writeConverseRequest } from '../../../wire/bedrock-converse/write-request';
import type { WrittenConverse } from '../../../wire/bedrock-converse/write-request';
import { mappedAnswer } from '../../mapping/mapped-answer';
import { mappedRequest, requestBytes } from '../../mapping/mapped-request';
import { MappedStream } from '../../mapping/mapped-stream';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import { modelSegment } from '../../model-path';
import { parseObject } from '../openai-compatible/response';
import type { Authorize } from './authorization';
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

/** AWS Bedrock: Converse, ConverseStream, and InvokeModel for embeddings. */
export class BedrockAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly everyWire = true;

  constructor(private readonly options: BedrockOptions) {
    this.upstream = options.upstream;
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const written = this.#written(call, false);
    const answer = await this.#post(call, 'converse', requestBytes(written.body), signal);
    return mappedAnswer(call, (events) => {
      const parsed = this.#whole(call, answer, (bytes) => parseExactObject(bytes.toString('utf8')));
      new ConverseAnswerReader(events, call.model, written).answer(parsed);
    });
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const asked = this.#written(call, true);
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
    if (answer.status !== 200) throw this.#error(answer);
    throw upstreamFailed('malformed', 'The upstream did not answer with a stream.');
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

  #written(call: LlmCall, stream: boolean): WrittenConverse {
    return mappedRequest(call, { stream, strict: this.options.strictParams }, writeConverseRequest);
  }

  #post(
    call: LlmCall,
    operation: 'converse' | 'converse-stream' | 'invoke',
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
