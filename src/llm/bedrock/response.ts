import { randomUUID } from 'node:crypto';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { AnsweredToolCall, MappedAnswer } from '../canonical/completion';
import { AnswerBlocks } from './answer-blocks';
import { finishReason } from './stop-reason';

/** An id for an answer: the API gives it none. */
export function answerId(): string {
  return `chatcmpl-${randomUUID()}`;
}

/**
 * Reads a whole answer of Converse.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
 * @param answerTool the tool whose arguments are the content; what the model said around its call is left out then
 * @throws GatewayError PROVIDER_ERROR when it is none, or not complete
 */
export function readAnswer(answer: JsonObject, model: string, answerTool: string | undefined): MappedAnswer {
  const content = contentOf(answer);
  const stopReason = answer['stopReason'];
  if (content === undefined || typeof stopReason !== 'string') {
    throw upstreamFailed('malformed', 'The upstream did not answer with a completion.');
  }
  const calls = content.map((block) => callOf(block));
  const answerAt = answerTool === undefined ? -1 : calls.findIndex((call) => call?.name === answerTool);
  const blocks = new AnswerBlocks();
  const toolCalls: AnsweredToolCall[] = [];
  let text = '';
  let reasoning = '';
  content.forEach((block, index) => {
    blocks.next();
    const call = calls[index];
    const said = index === answerAt ? (call?.arguments ?? '') : answerAt < 0 ? textOf(block) : '';
    if (call !== undefined && call.name !== answerTool) {
      toolCalls.push(call);
      blocks.toolCall(call.id);
    } else if (isObject(block['reasoningContent'])) {
      reasoning += noteReasoning(block['reasoningContent'], blocks);
    }
    text += said;
    blocks.text(said);
  });
  return {
    id: answerId(),
    model,
    content: text === '' && toolCalls.length > 0 ? null : text,
    reasoning: reasoning === '' ? undefined : reasoning,
    toolCalls,
    providerFields: blocks.fields(),
    finishReason: finishReason(stopReason, toolCalls.length > 0),
  };
}

function contentOf(answer: JsonObject): readonly JsonObject[] | undefined {
  const output = answer['output'];
  const message = isObject(output) ? output['message'] : undefined;
  const content: unknown = isObject(message) ? message['content'] : undefined;
  return Array.isArray(content) ? content.filter(isObject) : undefined;
}

/** A call of a tool that is the caller's to run; the provider's own tools (`type: server_tool_use`) are not. */
function callOf({ toolUse }: JsonObject): AnsweredToolCall | undefined {
  if (!isObject(toolUse) || toolUse['type'] === 'server_tool_use') return undefined;
  const { toolUseId: id, name, input } = toolUse;
  if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name === '') {
    throw upstreamFailed('malformed', 'The upstream sent a tool call without an id or a name.');
  }
  return { id, name, arguments: JSON.stringify(input ?? {}) };
}

function noteReasoning(content: JsonObject, blocks: AnswerBlocks): string {
  const { reasoningText, redactedContent } = content;
  if (typeof redactedContent === 'string') blocks.redacted(redactedContent);
  if (!isObject(reasoningText)) return '';
  const text = typeof reasoningText['text'] === 'string' ? reasoningText['text'] : '';
  blocks.reasoning(text);
  if (typeof reasoningText['signature'] === 'string') blocks.signature(reasoningText['signature']);
  return text;
}

/** A block's text, also where the provider put citations beside it. */
function textOf({ text, citationsContent }: JsonObject): string {
  if (typeof text === 'string') return text;
  const cited: unknown = isObject(citationsContent) ? citationsContent['content'] : undefined;
  if (!Array.isArray(cited)) return '';
  return cited
    .map((piece: unknown) => (isObject(piece) && typeof piece['text'] === 'string' ? piece['text'] : ''))
    .join('');
}
