import { CODE_PREFIX } from './code-item';
import type { Item } from './output-item';
import { SEARCH_PREFIX } from './search-item';

/** What the ids of items begin with that tell of a tool of another provider, by their types. */
const PREFIXES: ReadonlyMap<unknown, string> = new Map([
  ['web_search_call', SEARCH_PREFIX],
  ['code_interpreter_call', CODE_PREFIX],
]);

/** Whether an item that comes back tells of a tool that ran at another provider: OpenAI did not make it, and refuses it. */
export function isForeignRun({ type, id }: Item): boolean {
  const prefix = PREFIXES.get(type);
  return prefix !== undefined && typeof id === 'string' && id.startsWith(prefix);
}
