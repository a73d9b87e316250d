import type { JsonObject } from '../../json/json-object';
import type { FittedNames } from '../canonical/fitted-names';
import type { ContentPart, OpaquePart, TextPart, ToolCallPart } from '../canonical/content-part';
import type { DroppedSettings } from '../canonical/setting-rules';
import { inputObject } from '../canonical/tool-text';
import { withCachePoint } from './cache-point';
import { converseCitation } from './citations';
import type { ModelTraits } from './traits';

/**
 * The content blocks of an earlier answer, in their order. Reasoning goes back only as it was signed, or encrypted, and to
 * the family of models that made it.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
 */
export function assistantBlocks(
  parts: readonly ContentPart[],
  traits: ModelTraits,
  ids: FittedNames,
  dropped: DroppedSettings,
): JsonObject[] {
  return parts.flatMap((part) => withCachePoint(blocksOf(part, traits, ids, dropped), part.cache));
}

function blocksOf(
  part: ContentPart,
  { maker }: ModelTraits,
  ids: FittedNames,
  dropped: DroppedSettings,
): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return textBlock(part, maker);
    case 'refusal':
      return plainText(part.text);
    case 'reasoning': {
      const { text, signature } = part;
      if (signature?.maker !== maker) return [];
      return [{ reasoningContent: { reasoningText: { text, signature: signature.value } } }];
    }
    case 'opaque':
      return opaqueBlock(part, maker);
    case 'tool_call':
      return [toolUse(part, ids)];
    case 'tool_result':
      return [];
    default:
      // No model here makes pictures in a conversation, and none can be said to be its own.
      dropped.dropOwn(part.at);
      return [];
  }
}

/** A text without anything to read in it is refused by the API. */
function plainText(text: string): JsonObject[] {
  return text.trim() === '' ? [] : [{ text }];
}

function textBlock({ text, citations }: TextPart, maker: string): JsonObject[] {
  if (citations?.maker !== maker || text.trim() === '') return plainText(text);
  const values =
    maker === 'bedrock'
      ? citations.values
      : citations.values.map(converseCitation).filter((value) => value !== undefined);
  if (values.length === 0) return plainText(text);
  return [{ citationsContent: { content: [{ text }], citations: values } }];
}

/** Claude's encrypted reasoning is written as its own API has it; see answer-blocks.ts. */
function opaqueBlock({ maker, value }: OpaquePart, own: string): JsonObject[] {
  if (maker !== own) return [];
  if (maker === 'bedrock') return [value];
  return value['type'] === 'redacted_thinking'
    ? [{ reasoningContent: { redactedContent: value['data'] } }]
    : [];
}

function toolUse(part: ToolCallPart, ids: FittedNames): JsonObject {
  return { toolUse: { toolUseId: ids.of(part.id), name: part.name, input: inputObject(part) } };
}
