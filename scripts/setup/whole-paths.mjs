/** Files that a command line names are where it was given; the program itself runs in the clone. */
import path from 'node:path';

/** Options that name a file. */
const FILE_OPTION = /^--(?:(?:[a-z]+-)*(?:key|passphrase)-file|output|file|provider-csv)(?:=|$)/;
/** Commands whose argument is such a file. */
const FILE_COMMAND = /^(?:registry (?:import|diff)|import litellm)$/;
/** Their options that have no value: what follows one may be the argument. */
const SWITCH = /^(?:-h|--(?:dry-run|json|local|help|passphrase-stdin))$|=/;

/**
 * Where a command was given: npm runs its scripts in the clone's own folder, and says where it was called.
 * @param {string} script its name in package.json
 */
export function calledIn(script) {
  return process.env.npm_lifecycle_event === script ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();
}

/**
 * The arguments, with the names of files as whole paths.
 * @param args after the program's name
 * @param folder where the command was given
 */
export function withWholePaths(args, folder) {
  const file = FILE_COMMAND.test(args.slice(0, 2).join(' ')) ? firstArgument(args, 2) : undefined;
  return args.map((arg, index) => {
    if (index === file) return path.resolve(folder, arg);
    if (index > 0 && FILE_OPTION.test(args[index - 1]) && !args[index - 1].includes('='))
      return path.resolve(folder, arg);
    const at = arg.indexOf('=');
    return at > 0 && FILE_OPTION.test(arg)
      ? `${arg.slice(0, at + 1)}${path.resolve(folder, arg.slice(at + 1))}`
      : arg;
  });
}

/** Where the first argument is that is neither an option nor the value of one. */
function firstArgument(args, from) {
  for (let index = from; index < args.length; index += 1) {
    if (args[index] === '--') return index + 1 < args.length ? index + 1 : undefined;
    if (!args[index].startsWith('-')) return index;
    if (!SWITCH.test(args[index])) index += 1;
  }
  return undefined;
}
