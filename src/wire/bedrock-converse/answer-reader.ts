import { randomUUID } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { AnswerEvents, FinishReason } from '../canonical/answer-events';
import { malformedAnswer } from '../canonical/malformed-answer';
import { AnswerBlocks } from './answer-blocks';
import type { AskedConverse } from './answer-blocks';
import { finishReason } from './finish-reason';
import { readUsage } from './usage';

/**
 * Reads an answer: the events of ConverseStream, or a whole answer of Converse.
 * Formats: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_ResponseSyntax
 */
export class ConverseAnswerReader {
  readonly #blocks: AnswerBlocks;
  #started = false;
  #more: unknown;
  /** Why the answer ended, where what a guardrail found is still to come. */
  #held: FinishReason | undefined;

  /**
   * @param model the model that was asked: the API names none
   * @param asked what the request's writer returned
   */
  constructor(
    private readonly out: AnswerEvents,
    private readonly model: string,
    private readonly asked: AskedConverse,
  ) {
    this.#blocks = new AnswerBlocks(out, asked);
  }

  /** Takes an event by its name. Unknown ones are left out. @throws GatewayError PROVIDER_ERROR for one that does not fit */
  event(name: string, body: JsonObject): void {
    if (!this.#started) this.#start();
    const at = body['contentBlockIndex'];
    switch (name) {
      case 'contentBlockStart': {
        const { start } = body;
        if (isObject(start)) this.#begin(at, start);
        break;
      }
      case 'contentBlockDelta':
        if (isObject(body['delta'])) this.#delta(at, body['delta']);
        break;
      case 'contentBlockStop':
        this.#blocks.stop(at);
        break;
      case 'messageStop':
        this.#more = body['additionalModelResponseFields'];
        this.#stop(body['stopReason']);
        break;
      case 'metadata':
        this.#usage(body);
        this.#finish(body['trace']);
        break;
    }
  }

  /** There are no more events. */
  end(): void {
    this.#finish();
  }

  /** Takes a whole answer. @throws GatewayError PROVIDER_ERROR when it is not one, or not complete */
  answer(answer: JsonObject): void {
    const { output, stopReason } = answer;
    const message = isObject(output) ? output['message'] : undefined;
    const content: unknown = isObject(message) ? message['content'] : undefined;
    if (!Array.isArray(content) || typeof stopReason !== 'string') {
      throw malformedAnswer('The upstream did not answer with a completion.');
    }
    this.#start();
    this.#more = answer['additionalModelResponseFields'];
    this.#usage(answer);
    for (const [at, block] of content.entries()) if (isObject(block)) this.#whole(at, block);
    this.#stop(stopReason);
    this.#finish(answer['trace']);
  }

  #start(): void {
    this.#started = true;
    this.out.start(`chatcmpl-${randomUUID()}`, this.model, this.asked.maker);
  }

  #whole(at: number, block: JsonObject): void {
    const { text, toolUse, reasoningContent, citationsContent, image } = block;
    if (isObject(toolUse)) {
      this.#blocks.start(at, toolUse);
      this.#blocks.input(at, JSON.stringify(toolUse['input'] ?? {}));
    } else if (typeof text === 'string') {
      this.#blocks.text(at, text);
    } else if (isObject(citationsContent)) {
      for (const piece of objectsIn(citationsContent['content']))
        this.#blocks.text(at, textOf(piece['text']));
      for (const citation of objectsIn(citationsContent['citations'])) this.#blocks.citation(at, citation);
    } else if (isObject(reasoningContent)) {
      const { reasoningText, redactedContent } = reasoningContent;
      this.#blocks.reasoning(at, { ...(isObject(reasoningText) ? reasoningText : {}), redactedContent });
    } else if (isObject(image)) {
      this.#begin(at, { image });
      this.#blocks.imageBytes(at, image['source']);
    }
    this.#blocks.stop(at);
  }

  #begin(at: unknown, { toolUse, image }: JsonObject): void {
    if (isObject(toolUse)) this.#blocks.start(at, toolUse);
    else if (isObject(image)) this.#blocks.startImage(at, image['format']);
  }

  #delta(at: unknown, { text, toolUse, reasoningContent, citation, image }: JsonObject): void {
    if (typeof text === 'string') this.#blocks.text(at, text);
    else if (isObject(toolUse)) this.#blocks.input(at, textOf(toolUse['input']));
    else if (isObject(reasoningContent)) this.#blocks.reasoning(at, reasoningContent);
    else if (isObject(citation)) this.#blocks.citation(at, citation);
    else if (isObject(image)) this.#blocks.imageBytes(at, image['source']);
  }

  #usage({ usage: given, serviceTier }: JsonObject): void {
    const usage = readUsage(given, serviceTier, this.#more);
    if (usage !== undefined) this.out.usage(usage);
  }

  #stop(stopReason: unknown): void {
    if (typeof stopReason !== 'string') {
      throw malformedAnswer('The upstream ended its answer without a reason.');
    }
    const reason = finishReason(stopReason, this.#blocks.toolCalls > 0);
    this.#blocks.end();
    this.#held = reason;
    if (!this.asked.traced) this.#finish();
  }

  /** @param trace what a guardrail found, for who asked for it */
  #finish(trace?: unknown): void {
    const reason = this.#held;
    if (reason === undefined) return;
    this.#held = undefined;
    const found = this.asked.traced && isObject(trace);
    this.out.finish({ reason, ...(found ? { details: { maker: 'bedrock', fields: { trace } } } : {}) });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
