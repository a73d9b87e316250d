import type { Command as ParsedCommand } from 'commander';
import type { CliContext } from './cli-context';
import type { Terminal } from './terminal';

/** A command of ours. Its class is described with `@Command`, its options with `@Option`. */
export abstract class CliCommand {
  /** Whole command lines for the help text. */
  abstract readonly examples: readonly string[];

  constructor(protected readonly context: CliContext) {}

  protected get terminal(): Terminal {
    return this.context.terminal;
  }

  /**
   * Does the work.
   * @param args the arguments that are not options
   * @param command commander's own, for what a command says of the command line itself
   */
  abstract run(args: readonly string[], options: object, command: ParsedCommand): Promise<void>;
}
