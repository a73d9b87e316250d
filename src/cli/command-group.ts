import { CliCommand } from './cli-command';

/** A command that only holds others (`connection`): by itself it shows them. */
export abstract class CommandGroup extends CliCommand {
  protected override readonly examples: readonly string[] = [];

  /** Reached where no command of the group was named: with nothing, or with a word that is none of them. */
  override run([word]: string[]): Promise<void> {
    if (word === undefined) this.command.help({ error: true });
    const known = this.command.commands.map((one) => one.name());
    this.command.error(`error: unknown command '${word}' (there is ${known.join(', ')})`);
  }

  override setCommand(...[command]: Parameters<CliCommand['setCommand']>): this {
    super.setCommand(command);
    command.allowExcessArguments(true);
    return this;
  }
}
