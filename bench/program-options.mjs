// @ts-check
import { parseArgs } from 'node:util';

/**
 * Options of a program that is run by its name: prints its usage and ends where `--help` is given, and says what is wrong
 * (exit code 2) instead of a stack trace.
 * @template {import('node:util').ParseArgsOptionsConfig} T
 * @param {string} usage
 * @param {T} options
 * @returns the values, see `parseArgs`
 */
export function programOptions(usage, options) {
  try {
    const { values } = parseArgs({
      options: { ...options, help: { type: /** @type {const} */ ('boolean'), default: false } },
    });
    if (values['help'] !== true) return values;
    console.log(usage);
    process.exit(0);
  } catch (problem) {
    console.error(`${problem instanceof Error ? problem.message : String(problem)}\n\n${usage}`);
    process.exit(2);
  }
}

/**
 * @param {string} name of the option, without its dashes
 * @param {string | undefined} text
 * @returns {number} a whole number above 0; ends the process with exit code 2 where it is not one
 */
export function countOption(name, text) {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  console.error(`--${name}: expected a whole number above 0, not "${text}"`);
  process.exit(2);
}
