import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AnswerEvents } from '../canonical/answer-events';
import { cutAnswer, malformedAnswer } from '../canonical/malformed-answer';
import type { TokenUsage } from '../canonical/token-usage';
import { AnswerBlocks } from './answer-blocks';
import type { AskedTools } from './answer-blocks';
import { MAKER } from './blocks';
import { finishOf, refusalOf } from './finish-reason';
import { mergedUsage, readUsage } from './usage';

/**
 * Reads an answer: the events of a stream, or a whole message. The answer is whole with `message_stop` and not before; a
 * second message inside the first, as proxies make it that ask again when their upstream breaks, is an error and not a
 * part of the answer.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming, https://docs.anthropic.com/en/api/messages#response
 */
export class MessagesAnswerReader {
  readonly #blocks: AnswerBlocks;
  /** The id of the message that has begun. */
  #id: unknown;
  #started = false;
  #answering = false;
  #stopped = false;
  #usage: JsonObject = {};
  #ending: Record<string, unknown> = {};

  /** @param asked what the request's writer returned */
  constructor(
    private readonly out: AnswerEvents,
    asked: AskedTools,
  ) {
    this.#blocks = new AnswerBlocks(out, asked);
  }

  /** `message_stop` has come; what follows it is dropped. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** What the provider has told of its usage by now. */
  get usage(): TokenUsage | undefined {
    return readUsage(this.#usage);
  }

  /** A piece of a block's text, where the reader of frames knows that an event holds nothing else. */
  text(index: number, piece: string): void {
    this.#blocks.text(index, piece);
  }

  /**
   * Takes an event, but for `error`, which is the transport's. Unknown ones are left out.
   * @throws GatewayError PROVIDER_ERROR for one that does not fit to those before
   */
  event(event: JsonObject): void {
    switch (event['type']) {
      case 'content_block_delta':
        this.#blocks.delta(indexOf(event), event['delta']);
        break;
      case 'content_block_start':
        this.#answering = true;
        this.#blocks.start(indexOf(event), event['content_block']);
        break;
      case 'content_block_stop':
        this.#blocks.stop(indexOf(event));
        break;
      case 'message_start':
        this.#start(event['message']);
        break;
      case 'message_delta':
        this.#answering = true;
        this.#delta(event);
        break;
      case 'message_stop':
        this.#stop();
        break;
    }
  }

  /** Takes a whole message. @throws GatewayError PROVIDER_ERROR when it is not one */
  message(message: JsonObject): void {
    const { type, content, stop_reason: stopReason } = message;
    if (type !== 'message' || !Array.isArray(content) || typeof stopReason !== 'string') {
      throw malformedAnswer('The upstream answered something that is not an answer.');
    }
    this.#start(message);
    this.#stop();
  }

  /** `message_stop` will not come: the answer is whole all the same where its reason has come. */
  lost(): void {
    if (!this.#stopped && this.#started && typeof this.#ending['stop_reason'] === 'string') this.#stop();
  }

  #start(message: unknown): void {
    if (!isObject(message)) throw malformedAnswer('The upstream sent something that is not a message.');
    if (this.#started) {
      if (!this.#answering && message['id'] === this.#id) return;
      throw malformedAnswer('The upstream began a second answer before the first was complete.');
    }
    this.#started = true;
    const { id, model, content } = message;
    this.#id = id;
    const named = typeof model === 'string' ? model : undefined;
    this.out.start(typeof id === 'string' ? id : undefined, named, MAKER);
    this.#note(message, message['usage']);
    if (!Array.isArray(content)) return;
    for (const [index, block] of content.entries()) {
      this.#answering = true;
      this.#blocks.whole(index, block);
    }
  }

  #delta(event: JsonObject): void {
    const { delta, usage, context_management: edits } = event;
    this.#note({ ...(isObject(delta) ? delta : {}), context_management: edits }, usage);
  }

  #note(ending: JsonObject, usage: unknown): void {
    for (const [name, value] of Object.entries(ending)) {
      if (value !== null && value !== undefined) this.#ending[name] = value;
    }
    this.#usage = mergedUsage(this.#usage, usage);
  }

  #stop(): void {
    if (!this.#started || typeof this.#ending['stop_reason'] !== 'string') throw cutAnswer();
    this.#blocks.end();
    this.#stopped = true;
    const { usage } = this;
    if (usage !== undefined) this.out.usage(usage);
    const refusal = refusalOf(this.#ending);
    if (refusal !== undefined) this.out.refusal(refusal);
    this.out.finish(finishOf(this.#ending, this.#blocks.toolCalls));
  }
}

function indexOf({ index }: JsonObject): number {
  return typeof index === 'number' ? index : 0;
}
