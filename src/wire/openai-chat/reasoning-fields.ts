import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { optionalText } from '../canonical/field-readers';
import { detailParts } from './returned-details';
import type { Reasoned } from './returned-details';

/**
 * The reasoning of an earlier answer, from whichever field its client keeps: `thinking_blocks` (LiteLLM), else
 * `reasoning_details` (OpenRouter), else `reasoning_content` or `reasoning`, which hold the text alone.
 * Sources: https://docs.litellm.ai/docs/reasoning_content, https://openrouter.ai/docs/use-cases/reasoning-tokens
 * @throws GatewayError INVALID_REQUEST for `reasoning_content` that is not a text
 */
export function reasoningParts(message: JsonObject, at: string): Reasoned[] {
  const blocks = objectsIn(message['thinking_blocks']).flatMap((block) =>
    thinkingBlock(block, `${at}.thinking_blocks`),
  );
  if (blocks.length > 0) return blocks;
  const details = detailParts(message['reasoning_details'], `${at}.reasoning_details`);
  if (details.length > 0) return details;
  const plain = optionalText(message['reasoning_content'], `${at}.reasoning_content`);
  const text = plain ?? (typeof message['reasoning'] === 'string' ? message['reasoning'] : '');
  return text === '' ? [] : [{ kind: 'reasoning', text, at: `${at}.reasoning_content` }];
}

/** Whether a part of an assistant's content is reasoning, as Mistral and clients of Anthropic's write it. */
export function isThought(part: unknown): boolean {
  return isObject(part) && (part['type'] === 'thinking' || part['type'] === 'redacted_thinking');
}

/**
 * The reasoning among the parts of an assistant's content.
 * Formats: https://docs.mistral.ai/capabilities/reasoning (`ThinkChunk`), https://docs.anthropic.com/en/api/messages
 */
export function thoughtsIn(content: unknown, at: string): Reasoned[] {
  return objectsIn(content)
    .filter(isThought)
    .flatMap((part) => {
      const { thinking } = part;
      const text = Array.isArray(thinking)
        ? objectsIn(thinking)
            .map(({ text: piece }) => piece)
            .join('')
        : thinking;
      return thinkingBlock({ ...part, thinking: text }, at);
    });
}

/** Blocks of Anthropic's Messages API, as they are there. */
function thinkingBlock(block: JsonObject, at: string): Reasoned[] {
  const { type, thinking, signature } = block;
  if (type === 'redacted_thinking') return [{ kind: 'opaque', maker: 'anthropic', value: block, at }];
  if (type !== 'thinking' || typeof thinking !== 'string') return [];
  const signed = typeof signature === 'string' && signature !== '';
  return [
    {
      kind: 'reasoning',
      text: thinking,
      at,
      ...(signed ? { signature: { maker: 'anthropic', value: signature } } : {}),
    },
  ];
}
