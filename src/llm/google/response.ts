import type { JsonObject } from '../../body/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { AnsweredToolCall, MappedAnswer } from '../canonical/completion';
import type { AnswerFacts } from '../llm-adapter';
import { AnswerReader } from './answer-reader';
import type { AnswerOutput } from './answer-reader';

/**
 * Maps a whole answer; its usage goes into the facts.
 * @throws GatewayError PROVIDER_ERROR when it is no answer, or one that the model broke off
 */
export function readResponse(response: JsonObject, facts: AnswerFacts): MappedAnswer {
  const answer = new CollectedAnswer();
  const reader = new AnswerReader(facts, answer);
  reader.take(response);
  if (!reader.finished)
    throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  reader.end();
  return answer.mapped();
}

/** Puts a whole answer together. */
class CollectedAnswer implements AnswerOutput {
  #id: string | undefined;
  #model: string | undefined;
  #text = '';
  #reasoning = '';
  #reason = '';
  #fields: JsonObject | undefined;
  readonly #calls: AnsweredToolCall[] = [];

  start(id: string | undefined, model: string | undefined): void {
    this.#id = id;
    this.#model = model;
  }

  text(piece: string): void {
    this.#text += piece;
  }

  reasoning(piece: string): void {
    this.#reasoning += piece;
  }

  toolCall(_index: number, id: string, name: string, args: string, providerFields?: JsonObject): void {
    this.#calls.push({ id, name, arguments: args, providerFields });
  }

  toolArguments(index: number, piece: string): void {
    const call = this.#calls[index];
    if (call !== undefined) this.#calls[index] = { ...call, arguments: call.arguments + piece };
  }

  providerFields(fields: JsonObject): void {
    this.#fields = fields;
  }

  finish(reason: string): void {
    this.#reason = reason;
  }

  mapped(): MappedAnswer {
    return {
      id: this.#id,
      model: this.#model,
      content: this.#text === '' && this.#calls.length > 0 ? null : this.#text,
      reasoning: this.#reasoning === '' ? undefined : this.#reasoning,
      toolCalls: this.#calls,
      providerFields: this.#fields,
      finishReason: this.#reason,
    };
  }
}
