import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { COMPACTION_PROMPT } from '../canonical/compaction';
import type { PartSeal, Sealed } from '../canonical/part-seal';
import type { EventFrames } from './event-frames';
import { itemFields } from './output-item';
import type { Item, ItemPlace, OpenItem } from './output-item';

/** Who made a summary: no provider. */
const MAKER = 'llm-proxy';
const TRIGGER = 'compaction_trigger';

/** A model's summary, as what the caller carries for the next turn. */
export function sealedSummary(summary: string, seal: PartSeal): string {
  return seal.seal([{ kind: 'opaque', maker: MAKER, value: { summary }, at: '' }]);
}

/** A summary of ours; undefined for parts that hold none. */
export function summaryIn(parts: readonly Sealed[]): string | undefined {
  for (const part of parts) {
    if (part.kind !== 'opaque' || part.maker !== MAKER) continue;
    const { summary } = part.value;
    if (typeof summary === 'string') return summary;
  }
  return undefined;
}

/**
 * Whether a request asks for its conversation to be made shorter in place of an answer, as Codex does with
 * `remote_compaction_v2`: its last item says so.
 * Format: `CompactionTrigger` of https://github.com/openai/openai-node (Must be the final input item), https://github.com/openai/codex/pull/22809
 */
export function asksToCompact({ input }: JsonObject): boolean {
  const last: unknown = Array.isArray(input) ? input.at(-1) : undefined;
  return isObject(last) && last['type'] === TRIGGER;
}

/** The items of such a request with the question in the place of what asks for it. */
export function compactionInput(input: readonly unknown[]): readonly unknown[] {
  const content = [{ type: 'input_text', text: COMPACTION_PROMPT }];
  return [...input.slice(0, -1), { type: 'message', role: 'user', content }];
}

/**
 * The one item of an answer that makes a conversation shorter, whole from its beginning.
 * Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-output
 */
export class CompactionItem implements OpenItem {
  /** @param sealed see {@link sealedSummary} */
  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
    private readonly sealed: string,
  ) {
    frames.content('response.output_item.added', itemFields(place.index, this.item()));
  }

  close(): void {
    this.frames.event('response.output_item.done', itemFields(this.place.index, this.item()));
  }

  item(): Item {
    return { id: this.place.id, type: 'compaction', encrypted_content: this.sealed };
  }
}
