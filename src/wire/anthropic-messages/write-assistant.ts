import type { FittedNames } from '../canonical/fitted-names';
import type { ContentPart, TextPart, ToolCallPart } from '../canonical/content-part';
import type { DroppedSettings } from '../canonical/setting-rules';
import { inputObject } from '../canonical/tool-text';
import { MAKER } from './blocks';
import type { Block } from './blocks';
import { cached } from './write-content';

/**
 * The blocks of an earlier answer, in their order. Thinking goes back only as Claude signed it: without its signature it is
 * refused. What only another provider understands is left out.
 */
export function assistantBlocks(
  parts: readonly ContentPart[],
  ids: FittedNames,
  dropped: DroppedSettings,
): Block[] {
  return parts.flatMap((part): Block[] => {
    switch (part.kind) {
      case 'text':
        return part.text.trim() === '' ? [] : [textBlock(part)];
      case 'refusal':
        return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text, ...cached(part) }];
      case 'reasoning':
        return part.signature?.maker === MAKER
          ? [{ type: 'thinking', thinking: part.text, signature: part.signature.value }]
          : [];
      case 'opaque':
        return part.maker === MAKER ? [{ ...part.value }] : [];
      case 'tool_call':
        return [toolUse(part, ids)];
      case 'tool_result':
        return [];
      default:
        // An answer of Claude's holds no pictures, and none can be said to be its own.
        dropped.dropOwn(part.at);
        return [];
    }
  });
}

function textBlock(part: TextPart): Block {
  const { text, citations } = part;
  const own = citations?.maker === MAKER ? { citations: citations.values } : {};
  return { type: 'text', text, ...own, ...cached(part) };
}

function toolUse(part: ToolCallPart, ids: FittedNames): Block {
  const { id, name, caller } = part;
  return {
    type: 'tool_use',
    id: ids.of(id),
    name,
    input: inputObject(part),
    ...(caller === undefined ? {} : { caller }),
    ...cached(part),
  };
}
