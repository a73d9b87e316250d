import type { MadeVirtualKey } from '../../registry/registry-records';
import type { RegistryOptions } from '../registry-command';
import type { Terminal } from '../terminal';

/** Prints a key that was made, alone on its line of standard output, with the words around it on standard error. */
export function printMadeKey(
  terminal: Terminal,
  { json }: RegistryOptions,
  made: MadeVirtualKey,
  sentence: string,
): void {
  if (json === true) return void terminal.json(made);
  terminal.note(`${sentence} This is the key; it is not shown again:`);
  terminal.line(made.key);
}
