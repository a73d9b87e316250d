import { upstreamFailed } from '../../upstream/upstream-failure';
import type { JsonObject } from '../../body/json-object';
import type { AnsweredToolCall, MappedAnswer } from '../canonical/completion';
import { AnswerBlocks } from './answer-blocks';
import type { BlockOutput } from './answer-blocks';
import { finishReason, providerFields, refusalOf } from './ending';

/**
 * Maps a whole message.
 * Format: https://docs.anthropic.com/en/api/messages#response
 * @param answerTool the tool whose arguments are the content; see `MessagesRequest`
 * @throws GatewayError PROVIDER_ERROR when it is no message
 */
export function mapMessage(message: JsonObject, answerTool: string | undefined): MappedAnswer {
  const { content, stop_reason: stopReason } = message;
  if (message['type'] !== 'message' || !Array.isArray(content) || typeof stopReason !== 'string') {
    throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  }
  const collected = new CollectedAnswer();
  const blocks = new AnswerBlocks(collected, answerTool);
  for (const [index, block] of content.entries()) blocks.whole(index, block);
  blocks.end();
  return {
    id: typeof message['id'] === 'string' ? message['id'] : undefined,
    model: typeof message['model'] === 'string' ? message['model'] : undefined,
    content: collected.content === '' && collected.calls.length > 0 ? null : collected.content,
    refusal: refusalOf(message),
    reasoning: collected.reasoned === '' ? undefined : collected.reasoned,
    toolCalls: collected.calls,
    providerFields: providerFields(message, blocks),
    finishReason: finishReason(stopReason, blocks.toolCalls),
  };
}

class CollectedAnswer implements BlockOutput {
  content = '';
  reasoned = '';
  readonly calls: AnsweredToolCall[] = [];

  text(piece: string): void {
    this.content += piece;
  }

  reasoning(piece: string): void {
    this.reasoned += piece;
  }

  toolCall(index: number, id: string, name: string): void {
    this.calls[index] = { id, name, arguments: '' };
  }

  toolArguments(index: number, piece: string): void {
    const call = this.calls[index];
    if (call !== undefined) this.calls[index] = { ...call, arguments: call.arguments + piece };
  }
}
