import type { CancelSignal } from '../../cancellation/cancellation';
import type { GatewayError } from '../../errors/gateway-error';
import { parseExactObject } from '../../json/exact-json';
import type { JsonObject } from '../../json/json-object';
import { headersForCaller } from '../../upstream/forwarded-headers';
import type { UpstreamAnswer } from '../../upstream/upstream-exchange';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { MessagesAnswerReader } from '../../wire/anthropic-messages/answer-reader';
import { replayMessage } from '../../wire/anthropic-messages/replay-message';
import { estimatedUsage } from '../call-estimate';
import type { LlmAdapter, LlmCall, StreamSink, WholeAnswer } from '../llm-adapter';
import { mappedAnswer } from '../mapping/mapped-answer';
import { MappedStream } from '../mapping/mapped-stream';
import { retryAfterMs } from '../providers/openai-compatible/errors';
import { messagesError } from './errors';
import type { MessagesOperation, MessagesPlatform } from './messages-platform';
import { MessagesRequests } from './messages-request';
import type { AskedMessage } from './messages-request';
import { noteMessage } from './native-facts';
import { NativeMessageStream } from './native-stream';
import { MessageStream } from './stream';
import { inAnthropicForm, verbatimError } from './verbatim-error';

/**
 * Claude over the Messages API, wherever it is served, for every door: requests are mapped, and for the door that speaks the
 * same wire bytes pass both ways, with the connection's model and credential.
 * Format: https://docs.anthropic.com/en/api/messages
 */
export class MessagesApi implements Pick<LlmAdapter, 'complete' | 'stream' | 'countTokens'> {
  readonly #requests: MessagesRequests;

  /** @param strictParams whether what would be dropped is refused */
  constructor(
    private readonly platform: MessagesPlatform,
    strictParams: boolean,
  ) {
    this.#requests = new MessagesRequests(platform, strictParams);
  }

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const { facts } = call;
    const { answer, written } = await this.#ask(call, 'create', signal);
    facts.headers = headersForCaller(answer.headers);
    const message = parseExactObject(answer.body.toString('utf8'));
    if (written !== undefined) {
      return mappedAnswer(call, (events) => {
        if (message === undefined || message['type'] === 'error') throw this.#notAnAnswer(call, answer);
        new MessagesAnswerReader(events, written).message(message);
      });
    }
    if (message?.['type'] !== 'message') throw this.#notAnAnswer(call, answer);
    noteMessage(facts, message);
    facts.usage ??= estimatedUsage(call, { texts: message['content'] });
    return { body: answer.body };
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const { post, body, written } = this.#requests.asked(call, 'stream');
    const failure = (event: JsonObject): GatewayError => this.#eventError(call, event);
    let mapping: MessageStream | undefined;
    const reader =
      written === undefined
        ? new NativeMessageStream(call, sink, failure)
        : new MappedStream(
            call,
            sink,
            'text/event-stream',
            (events) => (mapping = new MessageStream(events, written, failure)),
          );
    try {
      const answer = await this.platform.send(post, body, signal, reader);
      if (!reader.opened) reader.takeEvents(answer.headers, this.#eventsOf(call, answer));
      reader.end();
    } catch (thrown) {
      reader.settleBroken();
      if (reader instanceof MappedStream)
        call.facts.usage = mapping?.brokenUsage(reader.written) ?? call.facts.usage;
      throw thrown;
    }
  }

  /** Format: https://docs.anthropic.com/en/api/messages-count-tokens */
  async countTokens(call: LlmCall, signal: CancelSignal): Promise<number> {
    const { answer } = await this.#ask(call, 'count', signal);
    const tokens = parseExactObject(answer.body.toString('utf8'))?.[this.platform.countedAs];
    if (typeof tokens !== 'number') throw this.#notAnAnswer(call, answer);
    return tokens;
  }

  /** @throws GatewayError for every status but 200 */
  async #ask(
    call: LlmCall,
    operation: MessagesOperation,
    signal: CancelSignal,
  ): Promise<Pick<AskedMessage, 'written'> & { readonly answer: UpstreamAnswer }> {
    const { post, body, written } = this.#requests.asked(call, operation);
    const answer = await this.platform.send(post, body, signal);
    call.facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(call, answer);
    return { answer, written };
  }

  /** Something with status 200 that is neither a message nor a stream: an error, or nonsense. */
  #notAnAnswer(call: LlmCall, answer: UpstreamAnswer): GatewayError {
    const type = parseExactObject(answer.body.toString('utf8'))?.['type'];
    if (answer.status !== 200 || type === 'error') return this.#errorFrom(call, answer);
    return upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  }

  /** The events of a message that came whole, from a server that does not stream. @throws GatewayError for anything else */
  #eventsOf(call: LlmCall, answer: UpstreamAnswer): Buffer {
    const message = answer.status === 200 ? parseExactObject(answer.body.toString('utf8')) : undefined;
    const events = message === undefined ? undefined : replayMessage(message);
    if (events === undefined) throw this.#notAnAnswer(call, answer);
    return Buffer.from(events);
  }

  #eventError(call: LlmCall, event: JsonObject): GatewayError {
    return isNative(call)
      ? verbatimError(200, {}, Buffer.from(JSON.stringify(event)), this.platform.secrets())
      : messagesError(200, event, this.platform.secrets());
  }

  #errorFrom(call: LlmCall, answer: UpstreamAnswer): GatewayError {
    const { status, headers, body } = answer;
    const own = this.platform.ownError?.(answer);
    if (own !== undefined) return isNative(call) ? inAnthropicForm(own, headers) : own;
    return isNative(call)
      ? verbatimError(status, headers, body, this.platform.secrets())
      : messagesError(
          status,
          parseExactObject(body.toString('utf8')),
          this.platform.secrets(),
          retryAfterMs(headers),
        );
  }
}

/** Whether the caller speaks this wire. */
function isNative({ wire }: LlmCall): boolean {
  return wire.name === 'anthropic-messages';
}
