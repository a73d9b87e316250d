import type { JsonObject } from '../../json/json-object';
import { isOfModel } from './write-input';

/**
 * Items whose messages of the assistant say what they are: `commentary` where the model went on in the same turn, mostly to call
 * something, else the `final_answer`. Other wires have no word for it, and the place of a message tells.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input (`phase`)
 */
export function withPhases(items: readonly JsonObject[]): readonly JsonObject[] {
  let goesOn = false;
  return items
    .toReversed()
    .map((item) => {
      const phase = goesOn ? 'commentary' : 'final_answer';
      // Reasoning alone is nothing that was said or done.
      if (item['type'] !== 'reasoning') goesOn = isOfModel(item);
      return item['type'] === 'message' && isOfModel(item) ? { ...item, phase } : item;
    })
    .toReversed();
}
