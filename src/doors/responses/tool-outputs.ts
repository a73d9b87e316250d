import { invalid } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';

/**
 * Holds that each output of a tool belongs to a call before it: every provider refuses it otherwise.
 * @param items of the whole conversation
 * @param own how many of them, the last ones, are the request's own: they are counted from its first one
 * @throws GatewayError INVALID_REQUEST naming the output's `call_id`
 */
export function checkOutputs(items: readonly unknown[], own: number): void {
  const called = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    if (!isObject(item)) continue;
    const { type, id, call_id: callId } = item;
    // What is in there cannot be seen from here.
    if (type === 'compaction') return;
    const isOutput = typeof type === 'string' && type.endsWith('_output');
    if (!isOutput) called.add(callId).add(id);
    else if (typeof callId === 'string' && !called.has(callId)) {
      const at = `input.${Math.max(0, index - (items.length - own))}.call_id`;
      throw invalid(at, `${at} answers no tool call before it.`);
    }
  }
}
