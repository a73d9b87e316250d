import type { CancelSignal } from '../../../cancellation/cancellation';
import type { GatewayError } from '../../../errors/gateway-error';
import { parseExactObject } from '../../../json/exact-json';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { UpstreamAnswer, UpstreamRequest } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { LlmCall, StreamSink, WholeAnswer } from '../../llm-adapter';
import { estimateUsage } from '../../usage-estimate';
import { nativeBody } from './messages-native.body';
import { verbatimError } from './messages-native.error';
import { noteMessage } from './messages-native.facts';
import { NativeMessageStream } from './messages-native.stream';
import { nativeHeaders } from './request-headers';

/** Where and as whom a connection asks. */
export interface NativeTarget {
  readonly client: UpstreamClient;
  /** Of `/messages` at the endpoint. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string | undefined;
}

/**
 * The Messages API in and out: the request's bytes go as they came, with the connection's model and credential; the answer's
 * bytes come back as they are.
 */
export class MessagesNative {
  constructor(private readonly target: NativeTarget) {}

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const { facts } = call;
    const answer = await this.#ask(call, this.target.path, signal);
    facts.headers = headersForCaller(answer.headers);
    const message = parseExactObject(answer.body.toString('utf8'));
    if (message?.['type'] !== 'message') throw this.#notAnAnswer(answer);
    noteMessage(facts, message);
    facts.usage ??= estimateUsage(call.raw.length, { bytes: answer.body.length });
    return { body: answer.body };
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const reader = new NativeMessageStream(call, sink, (event) =>
      verbatimError(200, {}, Buffer.from(JSON.stringify(event)), this.target.secret),
    );
    try {
      const answer = await this.target.client.send(
        this.#post(call, this.target.path, 'text/event-stream'),
        signal,
        reader,
      );
      if (!reader.opened) throw this.#notAnAnswer(answer);
      reader.end();
    } catch (thrown) {
      reader.settleBroken();
      throw thrown;
    }
  }

  /** Counts a request's tokens. Format: https://docs.anthropic.com/en/api/messages-count-tokens */
  async countTokens(call: LlmCall, signal: CancelSignal): Promise<number> {
    const answer = await this.#ask(call, `${this.target.path}/count_tokens`, signal);
    const tokens = parseExactObject(answer.body.toString('utf8'))?.['input_tokens'];
    if (typeof tokens !== 'number') throw this.#notAnAnswer(answer);
    return tokens;
  }

  /** @throws GatewayError for every status but 200 */
  async #ask(call: LlmCall, path: string, signal: CancelSignal): Promise<UpstreamAnswer> {
    const answer = await this.target.client.send(this.#post(call, path, 'application/json'), signal);
    call.facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(answer);
    return answer;
  }

  #post(call: LlmCall, path: string, accept: string): UpstreamRequest {
    const headers = { ...nativeHeaders(this.target.headers, call), accept };
    return { method: 'POST', path, headers, body: nativeBody(call) };
  }

  /** Something with status 200 that is neither a message nor a stream: an error, or nonsense. */
  #notAnAnswer(answer: UpstreamAnswer): GatewayError {
    const type = parseExactObject(answer.body.toString('utf8'))?.['type'];
    if (answer.status !== 200 || type === 'error') return this.#errorFrom(answer);
    return upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  }

  #errorFrom({ status, headers, body }: UpstreamAnswer): GatewayError {
    return verbatimError(status, headers, body, this.target.secret);
  }
}
