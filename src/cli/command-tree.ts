import { CommandGroup } from './command-group';
import { Command as ParsedCommand, Option as ParsedOption } from 'commander';
import { packageVersion } from '../config/package-version';
import type { CliContext } from './cli-context';
import { COMMANDS } from './command-list';
import { commandDescription, commandOptions } from './command.decorators';
import type { CommandClass } from './command.decorators';

const DESCRIPTION =
  'LLM Proxy Service: runs it, and administers connections, models, virtual keys and assignments.';

const AFTER = `
Commands work on the database that the settings name (the environment, and .env in development), or with
--url and --admin-key (LLM_PROXY_URL, LLM_PROXY_ADMIN_KEY) on a running service. Names work wherever ids do.

In a clone, "llm-proxy" is "npm run llm-proxy --", or scripts/llm-proxy.mjs by its path. Do not run it by npx: outside
of a clone that fetches a stranger's package of this name, and hands it the credentials of your command line.

Exit codes: 0 done, 1 failed, 2 wrong usage or refused input.

Example:
  $ llm-proxy connection add --name OpenAI-Main --provider openai --api-key-env OPENAI_API_KEY
  $ llm-proxy model add --conn-id OpenAI-Main --name gpt-4o
  $ llm-proxy vkey add --name Frontend-App
  $ llm-proxy assign --vkey-id Frontend-App --model-id gpt-4o --alias gpt-4 --tps 50`;

/** Makes `llm-proxy` with all its commands, ready to parse a command line. */
export function commandTree(context: CliContext): ParsedCommand {
  const root = new ParsedCommand('llm-proxy');
  prepare(root);
  // What comes after a command's name is that command's, so that `usage` may have options and a command below it.
  root.enablePositionalOptions();
  root.description(DESCRIPTION).version(packageVersion()).addHelpText('after', AFTER);
  for (const one of COMMANDS) add(root, one, context);
  return root;
}

/** The whole name of a command: `llm-proxy connection add`. */
export function nameOf(command: ParsedCommand): string {
  const names: string[] = [];
  for (let one: ParsedCommand | null = command; one !== null; one = one.parent) names.unshift(one.name());
  return names.join(' ');
}

function add(parent: ParsedCommand, target: CommandClass, context: CliContext): void {
  const { name, description, arguments: words, subCommands } = commandDescription(target);
  const runner = new target(context);
  const command = parent.command(name).description(description);
  prepare(command);
  command.addHelpText('after', () => examplesText(runner.examples));
  for (const one of subCommands ?? []) add(command, one, context);
  if (runner instanceof CommandGroup) return;
  // What comes after a command below it is that one's.
  if (subCommands !== undefined) command.enablePositionalOptions();
  if (words !== undefined) command.arguments(words);
  for (const { flags, description: about, required = false, read } of commandOptions(target)) {
    const option = new ParsedOption(flags, about).makeOptionMandatory(required);
    const method: unknown = Reflect.get(runner, read);
    if (option.required && typeof method === 'function') {
      option.argParser((text, before): unknown => Reflect.apply(method, runner, [text, before]) ?? NULL);
    }
    command.addOption(option);
  }
  command.action(() => runner.run(command.args, valuesOf(command), command));
}

/** What an option is in commander whose value is null: of null it makes an empty text. */
const NULL = Symbol('null');

function valuesOf(command: ParsedCommand): Readonly<Record<string, unknown>> {
  const values = Object.entries(command.opts<Readonly<Record<string, unknown>>>());
  return Object.fromEntries(values.map(([name, value]) => [name, value === NULL ? null : value]));
}

/** Makes a command throw instead of ending the process, and complain in one line that leads to its help. */
function prepare(command: ParsedCommand): void {
  command.exitOverride();
  command.allowExcessArguments(false);
  command.showSuggestionAfterError(true);
  command.configureHelp({ showGlobalOptions: false, sortSubcommands: false });
  command.configureOutput({
    outputError: (text, write) => {
      const complaint = text
        .trim()
        .replace(/^error: /, '')
        .split('\n')
        .map((line) => line.trim())
        .join(' ')
        .replace(/\.$/, '');
      write(`llm-proxy: ${complaint}${placeHint(command, complaint)}; see "${nameOf(command)} --help"\n`);
    },
  });
}

/** Says where an option belongs that was given in front of the command that has it (`llm-proxy --url … vkey list`). */
function placeHint(command: ParsedCommand, complaint: string): string {
  const [, flag] = /^unknown option '(--[a-z-]+)/.exec(complaint) ?? [];
  const isBelow = (one: ParsedCommand): boolean =>
    one.commands.some((below) => below.options.some(({ long }) => long === flag) || isBelow(below));
  return flag !== undefined && isBelow(command)
    ? ` here: it goes behind the command, as in "${nameOf(command)} … ${flag}"`
    : '';
}

function examplesText(examples: readonly string[]): string {
  return examples.length === 0 ? '' : `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`;
}
