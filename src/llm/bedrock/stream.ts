import type { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { ChunkWriter } from '../canonical/chunk-writer';
import type { StreamMapping } from '../canonical/mapped-stream';
import type { LlmCall } from '../llm-adapter';
import { AnswerBlocks } from './answer-blocks';
import type { EventStreamReader, StreamEvent } from './event-stream';
import { answerId } from './response';
import { finishReason } from './stop-reason';
import { readUsage } from './usage';

/** A tool's call while it is written. */
interface OpenCall {
  /** Its place among the caller's calls; undefined for the tool whose arguments are the content. */
  readonly index: number | undefined;
  /** Nothing of it reaches the caller: the provider runs it, or it is a second answer. */
  readonly silent: boolean;
  empty: boolean;
}

/** What the mapping of a stream works with besides the writer. */
export interface ConverseStreamOptions {
  readonly call: LlmCall;
  readonly events: EventStreamReader;
  /** See {@link ConverseRequest.answerTool}: text is held back then, because it may turn out to be talk around the answer. */
  readonly answerTool: string | undefined;
  /** Makes an error of an exception of the stream. */
  readonly failure: (event: StreamEvent) => GatewayError;
}

/**
 * Maps the events of ConverseStream. Unknown ones are left out.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
 */
export class ConverseStreamMapping implements StreamMapping {
  readonly #calls = new Map<unknown, OpenCall>();
  readonly #blocks = new AnswerBlocks();
  #blockAt: unknown;
  #callCount = 0;
  #answered = false;
  #heldText = '';
  #started = false;

  constructor(
    private readonly out: ChunkWriter,
    private readonly options: ConverseStreamOptions,
  ) {}

  get heldBytes(): number {
    return this.options.events.heldBytes;
  }

  push(piece: Buffer): void {
    this.options.events.push(piece, this.#take);
  }

  end(): void {
    this.options.events.end();
  }

  readonly #take = (event: StreamEvent): void => {
    if (event.kind !== 'event') throw this.options.failure(event);
    if (!this.#started) {
      this.#started = true;
      this.out.start(answerId(), this.options.call.model);
    }
    const { body } = event;
    switch (event.name) {
      case 'contentBlockStart':
        this.#startBlock(body['contentBlockIndex'], body['start']);
        break;
      case 'contentBlockDelta':
        this.#addToBlock(body['contentBlockIndex'], body['delta']);
        break;
      case 'contentBlockStop':
        this.#stopCall(body['contentBlockIndex']);
        break;
      case 'messageStop':
        this.#stop(body['stopReason']);
        break;
      case 'metadata':
        this.options.call.facts.usage = readUsage(body['usage']) ?? this.options.call.facts.usage;
        break;
    }
  };

  #startBlock(at: unknown, start: unknown): void {
    this.#enter(at);
    const toolUse = isObject(start) ? start['toolUse'] : undefined;
    if (!isObject(toolUse)) return;
    const { toolUseId: id, name, type } = toolUse;
    if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name === '') {
      throw upstreamFailed('malformed', 'The upstream sent a tool call without an id or a name.');
    }
    if (type === 'server_tool_use') {
      this.#calls.set(at, { index: undefined, silent: true, empty: false });
    } else if (name === this.options.answerTool) {
      this.#calls.set(at, { index: undefined, silent: this.#answered, empty: true });
      this.#answered = true;
      this.#heldText = '';
    } else {
      const index = this.#callCount++;
      this.#calls.set(at, { index, silent: false, empty: true });
      this.out.toolCall(index, id, name);
      this.#blocks.toolCall(id);
    }
  }

  #addToBlock(at: unknown, delta: unknown): void {
    this.#enter(at);
    if (!isObject(delta)) return;
    const { text, toolUse, reasoningContent } = delta;
    if (typeof text === 'string') this.#text(text);
    else if (isObject(toolUse)) this.#addToCall(at, toolUse['input']);
    else if (isObject(reasoningContent)) this.#reasoning(reasoningContent);
  }

  /** Blocks of text and reasoning may begin without a start. */
  #enter(at: unknown): void {
    if (this.#blockAt === at) return;
    this.#blockAt = at;
    this.#blocks.next();
  }

  #text(piece: string): void {
    if (this.options.answerTool !== undefined) {
      if (!this.#answered) this.#heldText += piece;
      return;
    }
    this.out.text(piece);
    this.#blocks.text(piece);
  }

  #addToCall(at: unknown, input: unknown): void {
    const call = this.#calls.get(at);
    if (call === undefined) {
      throw upstreamFailed('malformed', 'The upstream sent arguments of a tool call that it never began.');
    }
    if (typeof input === 'string' && input !== '') this.#write(call, input);
  }

  #write(call: OpenCall, args: string): void {
    call.empty = false;
    if (call.silent) return;
    if (call.index !== undefined) {
      this.out.toolArguments(call.index, args);
      return;
    }
    this.out.text(args);
    this.#blocks.text(args);
  }

  #reasoning({ text, signature, redactedContent }: JsonObject): void {
    if (typeof text === 'string') {
      this.out.reasoning(text);
      this.#blocks.reasoning(text);
    }
    if (typeof signature === 'string') this.#blocks.signature(signature);
    if (typeof redactedContent === 'string') this.#blocks.redacted(redactedContent);
  }

  /** A call without arguments is written as an empty text; callers parse them. */
  #stopCall(at: unknown): void {
    const call = this.#calls.get(at);
    if (call?.empty === true) this.#write(call, '{}');
  }

  #stop(stopReason: unknown): void {
    if (typeof stopReason !== 'string') {
      throw upstreamFailed('malformed', 'The upstream ended its answer without a reason.');
    }
    const reason = finishReason(stopReason, this.#callCount > 0);
    for (const at of this.#calls.keys()) this.#stopCall(at);
    this.out.text(this.#heldText);
    this.#blocks.text(this.#heldText);
    const fields = this.#blocks.fields();
    if (fields !== undefined) this.out.providerFields(fields);
    this.out.finish(reason);
  }
}
