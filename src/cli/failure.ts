import { GatewayError } from '../errors/gateway-error';
import type { ErrorCode } from '../errors/gateway-error';
import { UsageError } from './usage-error';

/** 0: done. 1: failed. 2: wrong usage, or input that was refused. */
export type ExitCode = 0 | 1 | 2;

/** The catalogue's codes that blame what was asked for. */
const REFUSED_INPUT: readonly ErrorCode[] = ['INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE'];

/** A command that did its work, and whose outcome is a failure: it has said so itself. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The exit code for what a command threw. */
export function exitCodeOf(problem: unknown): ExitCode {
  const parsing = commanderExitCode(problem);
  if (parsing !== undefined) return parsing === 0 ? 0 : 2;
  if (problem instanceof UsageError) return 2;
  return problem instanceof GatewayError && REFUSED_INPUT.includes(problem.code) ? 2 : 1;
}

/** What to say of it, a line a mistake; nothing where it was said already. */
export function explanationOf(problem: unknown): string {
  if (problem instanceof CommandFailed || commanderExitCode(problem) !== undefined) return '';
  const text = problem instanceof Error ? problem.message || problem.name : String(problem);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => `llm-proxy: ${line}\n`).join('');
}

/** Commander throws the end of a help text and its own complaints alike, marked by their code. */
function commanderExitCode(problem: unknown): number | undefined {
  if (!(problem instanceof Error) || !('code' in problem) || !('exitCode' in problem)) return undefined;
  const ours = typeof problem.code === 'string' && problem.code.startsWith('commander.');
  return ours && typeof problem.exitCode === 'number' ? problem.exitCode : undefined;
}
