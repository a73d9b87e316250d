import type { JsonObject } from '../../json/json-object';

/** Ids of what tools of another provider did begin so; Claude's own do not. */
export const FOREIGN_ID = 'srvtoolu_llmproxy';

const RESULTS: ReadonlySet<unknown> = new Set([
  'web_search_tool_result',
  'code_execution_tool_result',
  'bash_code_execution_tool_result',
]);

/** Whether a block tells of a tool that ran at another provider: Claude refuses it. */
export function isForeignRun({ type, id, tool_use_id: used }: JsonObject): boolean {
  if (type !== 'server_tool_use' && !RESULTS.has(type)) return false;
  const known = type === 'server_tool_use' ? id : used;
  return typeof known === 'string' && known.startsWith(FOREIGN_ID);
}
