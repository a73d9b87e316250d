import type { ConnectionEntry } from '../registry/memory/registry-view';

/**
 * Whether calls go to a connection. They do to one whose stored row is damaged: the attempt fails, so that the caller
 * hears of a gateway that has to be fixed, and not that he may not use the model.
 */
export function isTried({ enabled, flaw }: ConnectionEntry): boolean {
  return enabled || flaw !== undefined;
}
