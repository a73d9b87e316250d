import { upstreamFailed } from '../../upstream/upstream-failure';
import type { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { ChunkWriter } from '../canonical/chunk-writer';
import type { StreamMapping } from '../canonical/mapped-stream';
import type { AnswerFacts } from '../llm-adapter';
import { AnswerBlocks } from './answer-blocks';
import { finishReason, providerFields, refusalOf } from './ending';
import { EventFrames } from './event-frames';
import { textEvent } from './text-event';
import { mergedUsage, readUsage } from './usage';

/**
 * Maps a stream of the Messages API. The answer is whole with `message_stop` and not before; a second message inside the
 * first, as proxies make it that ask again when their upstream breaks, is an error and no part of the answer.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export class MessageStream implements StreamMapping {
  readonly #frames = new EventFrames((data) => {
    this.#read(data);
  });
  readonly #blocks: AnswerBlocks;
  /** The id of the message that has begun. */
  #id: unknown;
  #started = false;
  #answering = false;
  #stopped = false;
  #bodyEnded = false;
  #usage: JsonObject = {};
  #ending: Record<string, unknown> = {};

  /** @param errorFrom what an `error` event means */
  constructor(
    private readonly out: ChunkWriter,
    private readonly facts: AnswerFacts,
    answerTool: string | undefined,
    private readonly errorFrom: (event: JsonObject) => GatewayError,
  ) {
    this.#blocks = new AnswerBlocks(out, answerTool);
  }

  /** `message_stop` has come; what follows it is dropped. */
  get done(): boolean {
    return this.#stopped;
  }

  get heldBytes(): number {
    return this.#frames.heldBytes;
  }

  push(piece: Buffer): void {
    this.#frames.push(piece);
  }

  end(): void {
    this.#bodyEnded = true;
    this.#frames.end();
  }

  /** The stream broke off: what it had told of its usage counts, with our own figure for the text that came. */
  settle(): void {
    const told = readUsage(this.#usage);
    if (this.#stopped || told === undefined) return;
    const completionTokens = Math.max(told.completionTokens, this.out.written);
    this.facts.usage = { ...told, completionTokens, estimated: true };
  }

  #read(data: string): void {
    if (this.#stopped) return;
    const piece = textEvent(data);
    if (piece !== undefined) {
      this.#blocks.delta(piece.index, { type: 'text_delta', text: piece.text });
      return;
    }
    const event = this.#parse(data);
    if (event === undefined) return;
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
      case 'error':
        throw this.errorFrom(event);
    }
  }

  #parse(data: string): JsonObject | undefined {
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      // What some proxies add in OpenAI's manner.
      if (data.trim() === '' || data.trim() === '[DONE]') return undefined;
      if (this.#bodyEnded) throw cut();
      throw upstreamFailed('malformed', 'The upstream sent a frame that is not JSON.');
    }
    return isObject(event) ? event : undefined;
  }

  #start(message: unknown): void {
    if (!isObject(message)) throw upstreamFailed('malformed', 'The upstream sent a message that is none.');
    if (this.#started) {
      if (!this.#answering && message['id'] === this.#id) return;
      throw upstreamFailed('malformed', 'The upstream began a second answer before the first was complete.');
    }
    this.#started = true;
    const { id, model, content } = message;
    this.#id = id;
    this.out.start(typeof id === 'string' ? id : undefined, typeof model === 'string' ? model : undefined);
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
    const reason = this.#ending['stop_reason'];
    if (!this.#started || typeof reason !== 'string') throw cut();
    this.#blocks.end();
    this.#stopped = true;
    this.facts.usage = readUsage(this.#usage);
    const refusal = refusalOf(this.#ending);
    if (refusal !== undefined) this.out.refusal(refusal);
    const fields = providerFields(this.#ending, this.#blocks);
    if (fields !== undefined) this.out.providerFields(fields);
    this.out.finish(finishReason(reason, this.#blocks.toolCalls));
  }
}

function indexOf({ index }: JsonObject): number {
  return typeof index === 'number' ? index : 0;
}

function cut(): GatewayError {
  return upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
}
