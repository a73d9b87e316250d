import type { JsonObject } from '../../body/json-object';
import type { ChatMessage, ToolCall } from '../canonical/chat-request';
import { textOf } from '../canonical/content-parts';
import { parseExact, parseExactObject } from '../../json/exact-json';
import { readAnswerBlocks } from './answer-blocks';
import type { AnswerBlock } from './answer-blocks';
import { cachePoint } from './cache-point';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;

/**
 * The content blocks of an earlier answer. Reasoning goes back only as it was signed, or encrypted; of a message that
 * the caller has changed so much that its blocks cannot be told apart, the reasoning is left out.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
 */
export function assistantBlocks(message: AssistantMessage, toolUseId: (id: string) => string): JsonObject[] {
  const text = textOf(message.parts);
  const calls = message.toolCalls;
  const blocks = readAnswerBlocks(message.providerFields) ?? [];
  const content = inOrder(blocks, text, calls, toolUseId) ?? [
    ...blocks.flatMap(signedReasoning),
    ...textBlock(text),
    ...calls.map((call) => toolUse(call, toolUseId)),
  ];
  const cached = message.parts.map(({ source }) => cachePoint(source)).find((point) => point !== undefined);
  return cached === undefined || content.length === 0 ? content : [...content, cached];
}

/** Every block where it was; undefined when text and calls are not those that the blocks tell of. */
function inOrder(
  blocks: readonly AnswerBlock[],
  text: string,
  calls: readonly ToolCall[],
  toolUseId: (id: string) => string,
): JsonObject[] | undefined {
  if (blocks.length === 0) return undefined;
  let textAt = 0;
  let callAt = 0;
  const content: JsonObject[] = [];
  for (const block of blocks) {
    if ('text' in block) {
      content.push(...textBlock(text.slice(textAt, (textAt += block.text))));
    } else if ('tool_call' in block) {
      const call = calls[callAt++];
      if (call?.id !== block.tool_call) return undefined;
      content.push(toolUse(call, toolUseId));
    } else {
      content.push(...signedReasoning(block));
    }
  }
  const whole = textAt === text.length && callAt === calls.length;
  return whole ? content : undefined;
}

/** Reasoning that the model can tell for its own; nothing of any other block. */
function signedReasoning(block: AnswerBlock): JsonObject[] {
  if ('redacted' in block) return [{ reasoningContent: { redactedContent: block.redacted } }];
  if (!('reasoning' in block) || block.signature === undefined) return [];
  const { reasoning: text, signature } = block;
  return [{ reasoningContent: { reasoningText: { text, signature } } }];
}

/** A text without anything to read in it is refused by the API. */
function textBlock(text: string): JsonObject[] {
  return text.trim() === '' ? [] : [{ text }];
}

function toolUse(call: ToolCall, toolUseId: (id: string) => string): JsonObject {
  return { toolUse: { toolUseId: toolUseId(call.id), name: call.name, input: toolInput(call.arguments) } };
}

/** The API takes an object only; what a model wrote besides is kept under a name of its own. */
function toolInput(written: string): JsonObject {
  if (written.trim() === '') return {};
  return parseExactObject(written) ?? { arguments: jsonOrText(written) };
}

function jsonOrText(written: string): unknown {
  try {
    return parseExact(written);
  } catch {
    return written;
  }
}
