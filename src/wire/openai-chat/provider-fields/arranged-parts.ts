import type { JsonObject } from '../../../json/json-object';
import type { ContentPart, Signature, TextPart } from '../../canonical/content-part';
import type { AnsweredMessage } from '../answered-message';
import type { LayoutBlock } from './answer-layout';
import type { ReturnedLayout } from './returned-fields';

/**
 * The parts of an answer in the order in which the model made them.
 * @returns undefined where the message was changed since, so that its text or its calls are not those of the layout
 */
export function arrangedParts(
  { maker, blocks }: ReturnedLayout,
  message: AnsweredMessage,
  at: string,
): ContentPart[] | undefined {
  const texts = message.content.filter((part): part is TextPart => part.kind === 'text');
  const text = texts.map((part) => part.text).join('');
  const calls = new Map(message.calls.map((call) => [call.id, call]));
  const parts: ContentPart[] = [];
  let done = 0;
  for (const block of blocks) {
    switch (block.type) {
      case 'text': {
        const { length, citations } = block;
        parts.push({
          kind: 'text',
          text: text.slice(done, done + length),
          signature: signed(maker, block),
          ...(citations === undefined ? {} : { citations: { maker, values: citations } }),
          at: `${at}.content`,
        });
        done += length;
        break;
      }
      case 'tool_call': {
        const call = calls.get(block.id);
        if (call === undefined) return undefined;
        calls.delete(block.id);
        const { provider_id: providerId, caller } = block;
        parts.push({ ...call, providerId, caller, signature: signed(maker, block) ?? call.signature });
        break;
      }
      case 'image': {
        const image = message.images[block.index];
        if (image?.kind === 'image') parts.push({ ...image, signature: signed(maker, block) });
        break;
      }
      default:
        parts.push(ownPart(maker, block, at));
    }
  }
  if (done !== text.length || calls.size > 0) return undefined;
  const refusals = message.content.filter(({ kind }) => kind === 'refusal');
  return withCacheOf(texts, [...parts, ...refusals]);
}

/** The reasoning that an answer began with. A tool that ran at the provider is not a part of it: without its result, it is refused. */
export function leadingParts({ maker, blocks }: ReturnedLayout, at: string): ContentPart[] {
  const parts: ContentPart[] = [];
  for (const block of blocks) {
    if (block.type !== 'reasoning' && !(block.type === 'opaque' && isReasoning(block.value))) break;
    parts.push(ownPart(maker, block, at));
  }
  return parts;
}

/** Reasoning that its maker encrypted. */
function isReasoning(value: JsonObject): boolean {
  const { type } = value;
  return (
    type === 'redacted_thinking' ||
    type === 'reasoning' ||
    type === 'reasoning.encrypted' ||
    value['reasoningContent'] !== undefined
  );
}

function ownPart(
  maker: string,
  block: Extract<LayoutBlock, { type: 'reasoning' | 'opaque' }>,
  at: string,
): ContentPart {
  if (block.type === 'opaque') return { kind: 'opaque', maker, value: block.value, at };
  return { kind: 'reasoning', text: block.text, signature: signed(maker, block), at };
}

function signed(maker: string, { signature }: { readonly signature?: string }): Signature | undefined {
  return signature === undefined ? undefined : { maker, value: signature };
}

/** A cache mark on the message's last text belongs to the last part that takes one. */
function withCacheOf(texts: readonly TextPart[], parts: ContentPart[]): ContentPart[] {
  const cache = texts.at(-1)?.cache;
  if (cache === undefined) return parts;
  const last = parts.findLastIndex(({ kind }) => kind !== 'reasoning' && kind !== 'opaque');
  return parts.map((part, index) => (index === last ? { ...part, cache } : part));
}
