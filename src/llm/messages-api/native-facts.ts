import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { mergedUsage, readUsage } from '../../wire/anthropic-messages/usage';
import type { AnswerFacts } from '../llm-adapter';

/** Notes what is to be known of a message that passes as it is. */
export function noteMessage(facts: AnswerFacts, { model, stop_reason: reason, usage }: JsonObject): void {
  if (typeof model === 'string') facts.model = model.slice(0, 256);
  if (typeof reason === 'string') facts.finishReason = reason.slice(0, 64);
  facts.usage = readUsage(usage) ?? facts.usage;
}

/** What the events of a streamed message have told of it so far. */
export class StreamedFacts {
  #usage: JsonObject = {};

  constructor(private readonly facts: AnswerFacts) {}

  /** Takes `message_start` or `message_delta`. */
  take(event: JsonObject): void {
    const { message, delta } = event;
    const told = isObject(message) ? message : { ...(isObject(delta) ? delta : {}), usage: event['usage'] };
    this.#usage = mergedUsage(this.#usage, told['usage']);
    noteMessage(this.facts, { ...told, usage: this.#usage });
  }
}
