import { objectsIn } from '../../../../json/objects-in';
import type { CancelSignal } from '../../../../cancellation/cancellation';
import type { GatewayError } from '../../../../errors/gateway-error';
import { parseExactObject } from '../../../../json/exact-json';
import { isObject } from '../../../../json/json-object';
import type { JsonObject } from '../../../../json/json-object';
import { headersForCaller } from '../../../../upstream/forwarded-headers';
import type { BodyConsumer, UpstreamAnswer } from '../../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../../upstream/upstream-failure';
import { ResponsesAnswerReader } from '../../../../wire/openai-responses/answer-reader';
import { TOOL_NAME_FORM } from '../../../../wire/openai-chat/tool-name-form';
import { replayResponse } from '../../../../wire/openai-responses/replay-response';
import { writeResponsesRequest } from '../../../../wire/openai-responses/write-request';
import { estimatedUsage } from '../../../call-estimate';
import { noteDropped } from '../../../llm-adapter';
import type { LlmAdapter, LlmCall, StreamSink, WholeAnswer } from '../../../llm-adapter';
import { mappedAnswer } from '../../../mapping/mapped-answer';
import { mappedRequest, requestBytes } from '../../../mapping/mapped-request';
import { MappedStream } from '../../../mapping/mapped-stream';
import { parseObject } from '../response';
import type { RequestRules } from '../vendor';
import { fitted } from './fitted-request';
import { nativeBody } from './responses-native.body';
import { cleanedFailure, verbatimError } from './responses-native.error';
import { noteResponse } from './responses-native.facts';
import { NativeResponseStream } from './responses-native.stream';
import { ResponseStream } from './responses.stream';
import { secondAsk } from './second-ask';

/** The whole conversation in place of what is kept no longer, and that without its reasoning. */
const MOST_MORE = 2;

/** Where and as whom a connection asks. */
export interface ResponsesTarget {
  /** Posts a body to the connection's Responses. */
  readonly post: (
    call: LlmCall,
    body: Buffer,
    accept: string,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ) => Promise<UpstreamAnswer>;
  /** What an answer that is no answer means, of any status. */
  readonly errorFrom: (answer: UpstreamAnswer) => GatewayError;
  /** What the `error` of an answer of status 200 means. */
  readonly errorInside: (error: JsonObject) => GatewayError;
  /** The name by which the upstream knows the model of a call. */
  readonly modelOf: (call: LlmCall) => string;
  readonly secret: string | undefined;
  readonly rules: RequestRules | undefined;
  readonly strict: boolean;
}

/**
 * OpenAI's Responses at an upstream that has them: for the door of the same wire bytes pass, with the connection's model and
 * credential; the wires of other doors are mapped.
 * Format: https://platform.openai.com/docs/api-reference/responses
 */
export class ResponsesUpstream implements Pick<LlmAdapter, 'complete' | 'stream'> {
  constructor(private readonly target: ResponsesTarget) {}

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const passes = isSameWire(call);
    const body = passes ? nativeBody(call, this.target.modelOf(call)) : this.#mapped(call, false);
    const answer = await this.#post(call, body, 'application/json', signal);
    const { facts } = call;
    facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(call, answer);
    facts.headers = headersForCaller(answer.headers);
    const response = parseExactObject(answer.body.toString('utf8'));
    if (response === undefined || response['object'] !== 'response') throw this.#notAnAnswer(call, answer);
    if (!passes) return this.#mappedAnswer(call, response);
    noteResponse(facts, response);
    if (response['status'] === 'failed') throw this.target.errorInside(errorOf(response));
    facts.usage ??= estimatedUsage(call, { texts: textsOf(response) });
    call.wire.passing?.(call.givenModel).over(response, call.deploymentId);
    return { body: answer.body };
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const passes = isSameWire(call);
    const body = passes ? nativeBody(call, this.target.modelOf(call)) : this.#mapped(call, true);
    const reader = passes
      ? new NativeResponseStream(call, sink, this.target.errorInside, (event) =>
          cleanedFailure(event, this.target.secret),
        )
      : new MappedStream(
          call,
          sink,
          'text/event-stream',
          (events) => new ResponseStream(events, this.target.errorInside),
        );
    const answer = await this.#post(call, body, 'text/event-stream', signal, reader);
    if (!reader.opened) reader.takeEvents(answer.headers, this.#eventsOf(call, answer));
    reader.end();
  }

  /** Asks, and asks otherwise where only what earlier turns left is refused. */
  async #post(...asked: Parameters<ResponsesTarget['post']>): Promise<UpstreamAnswer> {
    const { post, modelOf, strict } = this.target;
    const [call, first, ...rest] = asked;
    let body = first;
    let answer = await post(call, body, ...rest);
    for (let more = 0; more < MOST_MORE; more++) {
      const other = secondAsk(call, body, answer, { model: modelOf(call), strict });
      if (other === undefined) break;
      if (other.dropped.length > 0) noteDropped(call.facts, other.dropped);
      ({ body } = other);
      answer = await post(call, body, ...rest);
    }
    return answer;
  }

  /** @throws GatewayError INVALID_REQUEST for a request that cannot be mapped */
  #mapped(call: LlmCall, stream: boolean): Buffer {
    const { rules, strict } = this.target;
    const { body } = mappedRequest(call, { stream, strict, toolNames: TOOL_NAME_FORM }, (request, target) => {
      const model = this.target.modelOf(call);
      const written = writeResponsesRequest(request, { ...target, model: call.modelName ?? call.model });
      return fitted(written, { rules, strict, model, names: request.settings.names });
    });
    return requestBytes(body);
  }

  #mappedAnswer(call: LlmCall, response: JsonObject): WholeAnswer {
    return mappedAnswer(call, (events) => {
      const reader = new ResponsesAnswerReader(events);
      reader.whole(response);
      if (reader.failure !== undefined) throw this.target.errorInside(reader.failure);
    });
  }

  /** Something that is neither a response nor a stream: an error, or nonsense. */
  #notAnAnswer(call: LlmCall, answer: UpstreamAnswer): GatewayError {
    if (answer.status !== 200 || isObject(parseObject(answer.body)?.['error']))
      return this.#errorFrom(call, answer);
    return upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  }

  /** The events of a response that came whole, from a server that does not stream. @throws GatewayError for anything else */
  #eventsOf(call: LlmCall, answer: UpstreamAnswer): Buffer {
    const response = answer.status === 200 ? parseExactObject(answer.body.toString('utf8')) : undefined;
    if (response?.['object'] !== 'response') throw this.#notAnAnswer(call, answer);
    if (response['status'] === 'failed') throw this.target.errorInside(errorOf(response));
    return Buffer.from(replayResponse(response, -1));
  }

  #errorFrom(call: LlmCall, answer: UpstreamAnswer): GatewayError {
    call.facts.upstreamStatus = answer.status;
    const error = this.target.errorFrom(answer);
    return isSameWire(call) ? verbatimError(error, answer, this.target.secret) : error;
  }
}

function isSameWire({ wire }: LlmCall): boolean {
  return wire.name === 'openai-responses';
}

/** What a model has written in an answer, and not what else its items hold. */
function textsOf({ output }: JsonObject): readonly unknown[] {
  const items = objectsIn(output);
  return items.flatMap(({ content, summary, name, arguments: args, input }) => [
    [content, summary].flat().map((part) => (isObject(part) ? (part['text'] ?? part['refusal']) : undefined)),
    [name, args, input].filter((text) => typeof text === 'string'),
  ]);
}

function errorOf({ error }: JsonObject): JsonObject {
  return isObject(error) ? error : {};
}
