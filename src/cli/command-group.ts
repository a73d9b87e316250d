import { CliCommand } from './cli-command';

/** A command that only holds others (`connection`): by itself it shows them, which is commander's own doing. */
export abstract class CommandGroup extends CliCommand {
  override readonly examples: readonly string[] = [];

  override run(): Promise<void> {
    return Promise.reject(new Error('A group of commands does nothing by itself.'));
  }
}
