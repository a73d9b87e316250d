import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { LayoutBlock } from './answer-layout';

/** What a message brought back of our own answer. */
export interface ReturnedLayout {
  readonly maker: string;
  readonly blocks: readonly LayoutBlock[];
}

/** More blocks than any answer has: what comes back is a caller's, and is read once for each. */
const MAX_BLOCKS = 10_000;

/**
 * Reads `provider_fields.<maker>.blocks`.
 * @returns undefined where they are missing, or not in the shape that we gave them
 */
export function returnedLayout(providerFields: unknown): ReturnedLayout | undefined {
  if (!isObject(providerFields)) return undefined;
  for (const [maker, fields] of Object.entries(providerFields)) {
    const given: unknown = isObject(fields) ? fields['blocks'] : undefined;
    if (!Array.isArray(given) || given.length === 0 || given.length > MAX_BLOCKS) continue;
    const blocks = given.map(layoutBlock);
    if (blocks.every((block) => block !== undefined)) return { maker, blocks };
  }
  return undefined;
}

/** What our answer told of itself besides its blocks (`container`, `stop_reason`), by maker; undefined where nothing. */
export function answerDetails(providerFields: unknown): Readonly<Record<string, JsonObject>> | undefined {
  if (!isObject(providerFields)) return undefined;
  const details: Record<string, JsonObject> = {};
  for (const [maker, fields] of Object.entries(providerFields)) if (isObject(fields)) details[maker] = fields;
  return Object.keys(details).length === 0 ? undefined : details;
}

function layoutBlock(given: unknown): LayoutBlock | undefined {
  if (!isObject(given)) return undefined;
  const { signature: signed } = given;
  const signature = typeof signed === 'string' && signed !== '' ? { signature: signed } : {};
  switch (given['type']) {
    case 'text': {
      const { length, citations } = given;
      if (!isCount(length)) return undefined;
      return { type: 'text', length, ...signature, ...(Array.isArray(citations) ? { citations } : {}) };
    }
    case 'reasoning':
      return typeof given['text'] === 'string'
        ? { type: 'reasoning', text: given['text'], ...signature }
        : undefined;
    case 'tool_call': {
      const { id, provider_id: providerId, caller } = given;
      if (typeof id !== 'string') return undefined;
      return {
        type: 'tool_call',
        id,
        ...(typeof providerId === 'string' ? { provider_id: providerId } : {}),
        ...signature,
        ...(caller === undefined ? {} : { caller }),
      };
    }
    case 'image':
      return isCount(given['index']) ? { type: 'image', index: given['index'], ...signature } : undefined;
    case 'opaque':
      return isObject(given['value']) ? { type: 'opaque', value: given['value'] } : undefined;
    default:
      return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
