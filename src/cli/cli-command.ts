import { CommandRunner } from 'nest-commander';

/** Commander's command, as nest-commander hands it over. */
export type ParsedCommand = Parameters<CommandRunner['setCommand']>[0];

/** A command of ours: refuses what it does not know, and shows examples in its help. */
export abstract class CliCommand extends CommandRunner {
  /** Whole command lines for the help text. */
  protected abstract readonly examples: readonly string[];

  override setCommand(command: ParsedCommand): this {
    prepareCommand(command);
    command.allowExcessArguments(false);
    command.addHelpText('after', () => examplesText(this.examples));
    return super.setCommand(command);
  }
}

/** Makes a command throw instead of ending the process, and complain in one line that leads to its help. */
export function prepareCommand(command: ParsedCommand): void {
  command.exitOverride();
  command.showSuggestionAfterError(true);
  command.configureHelp({ showGlobalOptions: false, sortSubcommands: false });
  command.configureOutput({
    outputError: (text, write) => {
      const complaint = text
        .trim()
        .replace(/^error: /, '')
        .replace(/\s*\n\s*/g, ' ')
        .replace(/\.$/, '');
      write(`llm-proxy: ${complaint}; see "${nameOf(command)} --help"\n`);
    },
  });
}

/** The whole name of a command: `llm-proxy connection add`. */
export function nameOf(command: ParsedCommand): string {
  const names: string[] = [];
  for (let one: ParsedCommand | null = command; one !== null; one = one.parent) names.unshift(one.name());
  return names.join(' ');
}

function examplesText(examples: readonly string[]): string {
  return examples.length === 0 ? '' : `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`;
}
