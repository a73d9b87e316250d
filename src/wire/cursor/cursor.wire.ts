import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import type { AnswerBlock, AnswerCollector } from '../canonical/answer-collector';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { AnswerWriter, Asked } from '../canonical/answer-writer';
import type { CanonicalRequest } from '../canonical/canonical-request';
import { CustomInput } from '../canonical/custom-tool';
import type { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
import { chatCompletion } from '../openai-chat/completion';
import { chatGoingOn } from '../openai-chat/frame-reader';
import type { KeptFields } from '../openai-chat/provider-fields/kept-fields';
import { readChatRequest } from '../openai-chat/read-request';
import { responsesGoingOn } from '../openai-responses/frame-reader';
import { readResponsesRequest } from '../openai-responses/read-request';
import { readTools } from '../openai-responses/read-tools';
import type { DoorWire } from '../wire';
import { customAsFunctions } from './as-functions';
import { customNames, inChatForm, inResponsesForm, isResponsesForm } from './chat-form';
import { CursorChunkWriter } from './cursor-chunk.writer';

/** What Cursor sends, of one request: a body of Responses or of Chat Completions, answered as Chat Completions. */
export class CursorWire implements DoorWire {
  readonly name = 'cursor';
  readonly #customs: ReadonlySet<string>;

  /**
   * @param seal for what providers need back of a Responses conversation
   * @param kept what of earlier answers is kept for the caller
   */
  constructor(
    body: JsonObject,
    private readonly seal: PartSeal,
    private readonly kept: KeptFields | undefined,
  ) {
    this.#customs = customNames(body['tools']);
  }

  readRequest(body: JsonObject): CanonicalRequest {
    if (!isResponsesForm(body)) return customAsFunctions(readChatRequest(inChatForm(body), this.kept));
    const asked = inResponsesForm(body);
    return readResponsesRequest(asked, readTools(asked), this.seal);
  }

  goingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
    return isResponsesForm(body) ? responsesGoingOn(body, begun) : chatGoingOn(body, begun);
  }

  streamWriter(asked: Asked, summary: AnswerSummary): AnswerWriter {
    return new CursorChunkWriter(asked, summary, this.kept, this.#customs);
  }

  wholeAnswer(answer: AnswerCollector, asked: Asked, usage: TokenUsage, summary: AnswerSummary): string {
    for (const block of answer.blocks) this.#unwrap(block);
    return chatCompletion(answer, asked, usage, summary, this.kept);
  }

  #unwrap(block: AnswerBlock): void {
    if (block.kind !== 'tool_call' || !this.#customs.has(block.start.name)) return;
    const input = new CustomInput();
    block.input = input.take(block.input) + input.end();
  }
}
