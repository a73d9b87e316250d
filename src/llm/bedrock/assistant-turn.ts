import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { ChatMessage, ToolCall } from '../canonical/chat-request';
import { textOf } from '../canonical/content-parts';
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
  const content = inOrder(blocks, text, message.reasoning ?? '', calls, toolUseId) ?? [
    ...signedReasoning(blocks, message.reasoning ?? ''),
    ...textBlock(text),
    ...calls.map((call) => toolUse(call, toolUseId)),
  ];
  const cached = message.parts.map(({ source }) => cachePoint(source)).find((point) => point !== undefined);
  return cached === undefined || content.length === 0 ? content : [...content, cached];
}

/** Every block where it was; undefined when text, reasoning and calls are not those that the blocks tell of. */
function inOrder(
  blocks: readonly AnswerBlock[],
  text: string,
  reasoning: string,
  calls: readonly ToolCall[],
  toolUseId: (id: string) => string,
): JsonObject[] | undefined {
  if (blocks.length === 0) return undefined;
  let textAt = 0;
  let reasoningAt = 0;
  let callAt = 0;
  const content: JsonObject[] = [];
  for (const block of blocks) {
    if ('text' in block) {
      content.push(...textBlock(text.slice(textAt, (textAt += block.text))));
    } else if ('tool_call' in block) {
      const call = calls[callAt++];
      if (call?.id !== block.tool_call) return undefined;
      content.push(toolUse(call, toolUseId));
    } else if ('redacted' in block) {
      content.push(redactedBlock(block.redacted));
    } else {
      const said = reasoning.slice(reasoningAt, (reasoningAt += block.reasoning));
      if (block.signature !== undefined) content.push(reasoningBlock(said, block.signature));
    }
  }
  const whole = textAt === text.length && reasoningAt === reasoning.length && callAt === calls.length;
  return whole ? content : undefined;
}

/** The reasoning alone, where it at least is as it was. */
function signedReasoning(blocks: readonly AnswerBlock[], reasoning: string): JsonObject[] {
  let at = 0;
  const content: JsonObject[] = [];
  for (const block of blocks) {
    if ('redacted' in block) content.push(redactedBlock(block.redacted));
    if (!('reasoning' in block)) continue;
    const said = reasoning.slice(at, (at += block.reasoning));
    if (block.signature !== undefined) content.push(reasoningBlock(said, block.signature));
  }
  return at === reasoning.length ? content : [];
}

function reasoningBlock(text: string, signature: string): JsonObject {
  return { reasoningContent: { reasoningText: { text, signature } } };
}

function redactedBlock(data: string): JsonObject {
  return { reasoningContent: { redactedContent: data } };
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
  let parsed: unknown;
  try {
    parsed = JSON.parse(written);
  } catch {
    parsed = written;
  }
  return isObject(parsed) && !Array.isArray(parsed) ? parsed : { arguments: parsed };
}
