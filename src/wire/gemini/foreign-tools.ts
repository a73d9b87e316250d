import type { JsonObject } from '../../json/json-object';
import type { Tool } from '../canonical/canonical-request';
import { codeExecutionIn } from '../canonical/code-execution';
import type { DroppedSettings } from '../canonical/setting-rules';
import { webFetchIn } from '../canonical/web-fetch';

/** Google's own tools of which others have the like, and what reads those. None of them takes an option. */
const LIKE = [
  [codeExecutionIn, { codeExecution: {} }],
  [webFetchIn, { urlContext: {} }],
] as const;

/**
 * Other providers' tools that run code or read pages, as Google's.
 * Formats: https://ai.google.dev/gemini-api/docs/code-execution, https://ai.google.dev/gemini-api/docs/url-context
 * @param barred whether the model refuses them beside the request's functions
 */
export function foreignTools(
  tools: readonly Tool[],
  barred: boolean,
  dropped: DroppedSettings,
): readonly JsonObject[] {
  return LIKE.flatMap(([read, own]): JsonObject[] => {
    const asked = tools.flatMap((tool) => {
      const others = tool.kind === 'provider' && tool.maker !== 'google' ? read(tool) : undefined;
      return others === undefined ? [] : [{ at: tool.at, others }];
    });
    for (const { at, others } of asked) {
      if (barred) dropped.dropOwn(at);
      else for (const other of others) dropped.dropOwn(other);
    }
    return asked.length === 0 || barred ? [] : [own];
  });
}
