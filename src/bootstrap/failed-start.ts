import { portInUse } from './port-holder';

/** Errors whose message was written for anyone who starts the service. */
const SAID_IN_ONE_LINE: ReadonlySet<string> = new Set(['SettingsError', 'ProviderFileError', 'StartRefused']);

/** One line that says what to do about a start that failed. */
export function explainFailedStart(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const code = 'code' in problem ? problem.code : undefined;
  const port = 'port' in problem ? String(problem.port) : 'the port';
  if (code === 'EADDRINUSE' && 'port' in problem)
    return portInUse(Number(problem.port), 'set LLM_PROXY__PORT to another one');
  if (code === 'EACCES' && 'syscall' in problem && problem.syscall === 'listen')
    return `Port ${port} may not be opened by this user: set LLM_PROXY__PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAFNOSUPPORT')
    return 'The address in LLM_PROXY__HOST is not one of this machine: set it to 0.0.0.0, 127.0.0.1 or one that is.';
  return SAID_IN_ONE_LINE.has(problem.name) ? problem.message : (problem.stack ?? problem.message);
}
