import { randomUUID } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { RanCode } from '../canonical/code-execution';
import { FOREIGN_ID } from './foreign-runs';

/** Claude's tool that runs code, for those who asked for another provider's. */
export const CODE_TOOL = { type: 'code_execution_20250825', name: 'code_execution' } as const;
/** The beta that opens it. */
export const CODE_BETA = 'code-execution-2025-08-25';

/** What was asked of Claude's tool; undefined for a use of another one. @param block `server_tool_use` */
export function askedCode({ name, input }: JsonObject): Pick<RanCode, 'language' | 'code'> | undefined {
  if (!isObject(input)) return undefined;
  const { code, command } = input;
  if (name === 'code_execution' && typeof code === 'string') return { language: 'python', code };
  if (name === 'bash_code_execution' && typeof command === 'string')
    return { language: 'bash', code: command };
  return undefined;
}

/** What came of it. @param block `code_execution_tool_result`, `bash_code_execution_tool_result` */
export function ranCode(asked: Pick<RanCode, 'language' | 'code'>, { content }: JsonObject): RanCode {
  const { stdout, stderr, return_code: status, error_code: error } = isObject(content) ? content : {};
  const said = [stdout, stderr, error].filter((text) => typeof text === 'string' && text !== '');
  return { ...asked, output: said.join('\n'), failed: error !== undefined || (status ?? 0) !== 0 };
}

/** Whether a block tells what came of code. */
export function isCodeResult({ type }: JsonObject): boolean {
  return type === 'code_execution_tool_result' || type === 'bash_code_execution_tool_result';
}

/**
 * Code that another provider ran, as Claude's blocks.
 * Format: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/code-execution-tool#response-format
 */
export function codeBlocks(ran: RanCode): readonly [use: JsonObject, result: JsonObject] {
  const { language, code, output, failed } = ran;
  const id = `${FOREIGN_ID}${randomUUID().replaceAll('-', '')}`;
  const name = language === 'python' ? 'code_execution' : 'bash_code_execution';
  const input = language === 'python' ? { code } : { command: code };
  const said = failed ? { stdout: '', stderr: output } : { stdout: output, stderr: '' };
  const content = { type: `${name}_result`, ...said, return_code: failed ? 1 : 0, content: [] };
  return [
    { type: 'server_tool_use', id, name, input, caller: { type: 'direct' } },
    { type: `${name}_tool_result`, tool_use_id: id, content },
  ];
}
