import type { JsonObject } from '../../json/json-object';
import { isOfModel } from './write-input';

/**
 * Items whose messages of the assistant say what they are: `commentary` where the model went on to call something in the same
 * turn, else the `final_answer`. Other wires have no word for it, and the place of a message tells.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input (`phase`)
 */
export function withPhases(items: readonly JsonObject[]): readonly JsonObject[] {
  let calls = false;
  return items
    .toReversed()
    .map((item) => {
      const { type } = item;
      if (type === 'reasoning') return item;
      if (type !== 'message' || !isOfModel(item)) {
        calls = isOfModel(item);
        return item;
      }
      return { ...item, phase: calls ? 'commentary' : 'final_answer' };
    })
    .toReversed();
}
