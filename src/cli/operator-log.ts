import type { DestinationStream } from 'pino';
import { isObject } from '../json/json-object';

/** The service's log as anyone who runs a command reads it: a line on standard error, what happened and why. */
export class OperatorLog implements DestinationStream {
  write(line: string): void {
    const fields: unknown = JSON.parse(line);
    if (!isObject(fields)) return;
    const { msg, reason, name } = fields;
    const parts = [name, reason].filter((part) => typeof part === 'string' && part !== '');
    process.stderr.write(`llm-proxy: ${String(msg)}${parts.length === 0 ? '' : ` (${parts.join(': ')})`}\n`);
  }
}
