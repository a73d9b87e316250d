import type { CliCommand } from './cli-command';
import type { CliContext } from './cli-context';

/** A command's class, as the runner makes one. */
export type CommandClass = new (context: CliContext) => CliCommand;

/** What commander is told of a command. */
export interface CommandDescription {
  readonly name: string;
  /** A sentence. */
  readonly description: string;
  /** `<connection>`, `[text...]`: as commander writes them. */
  readonly arguments?: string;
  /** The commands of a group, in the order of its help. */
  readonly subCommands?: readonly CommandClass[];
}

/** What commander is told of an option. Its value is what the decorated method makes of the text. */
export interface OptionDescription {
  /** `--conn-id <connection>` */
  readonly flags: string;
  readonly description: string;
  readonly required?: boolean;
}

/** An option and the method that reads its text; `before` is the value so far where it is repeated. */
interface DescribedOption extends OptionDescription {
  readonly read: string;
}

const COMMANDS = new WeakMap<object, CommandDescription>();
const OPTIONS = new WeakMap<object, DescribedOption[]>();

/**
 * Describes a command. The decorators only keep what they are told: the framework of the service takes as long to load as
 * a whole command may run.
 */
export function Command(description: CommandDescription): (target: CommandClass) => void {
  return (target) => {
    COMMANDS.set(target, description);
  };
}

/** Describes an option of the command that the method belongs to, and of every command that extends it. */
export function Option(description: OptionDescription): (prototype: object, read: string) => void {
  return (prototype, read) => {
    const own = OPTIONS.get(prototype) ?? [];
    own.push({ ...description, read });
    OPTIONS.set(prototype, own);
  };
}

/** @throws Error when the class has no description */
export function commandDescription(target: CommandClass): CommandDescription {
  const description = COMMANDS.get(target);
  if (description === undefined) throw new Error(`${target.name} is not described with @Command.`);
  return description;
}

/** The options of a command: its own first, then what it has in common with others. */
export function commandOptions(target: CommandClass): readonly DescribedOption[] {
  const options: DescribedOption[] = [];
  for (
    let one: unknown = target.prototype;
    typeof one === 'object' && one !== null;
    one = Object.getPrototypeOf(one)
  )
    options.push(...(OPTIONS.get(one) ?? []));
  return options;
}
