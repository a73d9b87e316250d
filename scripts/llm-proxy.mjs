#!/usr/bin/env node
/**
 * `llm-proxy`: the command line. In a clone it installs and compiles first where that is still to do; where there is only
 * what was compiled it just runs. Progress goes to standard error, so that standard output holds a command's result alone.
 */
import path from 'node:path';
import { ensureCompiled, isCompiled } from './setup/compile.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary, nodeFlags } from './setup/node-binary.mjs';
import { inRoot } from './setup/paths.mjs';
import { main } from './setup/setup-error.mjs';

const CLI = inRoot('dist', 'cli.js');

/** npm runs its scripts in the clone's own folder, and says where it was called. */
const CALLED_IN =
  process.env.npm_lifecycle_event === 'llm-proxy' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();

/** Options that name a file as seen from where the command was given; the program itself runs in the clone. */
const FILE_OPTION = /^--(?:(?:[a-z]+-)*(?:key|passphrase)-file|output|file)(?:=|$)/;
/** Commands whose argument is such a file. */
const FILE_COMMAND = /^(?:registry (?:import|diff)|import litellm)$/;

await main(async () => {
  // Asked once: it reads every source.
  const compiled = isCompiled();
  await ensureInstalled({ purpose: compiled ? 'run' : 'build' });
  if (!compiled) await ensureCompiled();
  runInForeground(nodeBinary(), [...nodeFlags(), CLI, ...withWholePaths(process.argv.slice(2))]);
});

function withWholePaths(args) {
  return args.map((arg, index) => {
    if (index > 0 && FILE_OPTION.test(args[index - 1]) && !args[index - 1].includes('='))
      return path.resolve(CALLED_IN, arg);
    if (index === 2 && FILE_COMMAND.test(args.slice(0, 2).join(' ')) && !arg.startsWith('-'))
      return path.resolve(CALLED_IN, arg);
    const at = arg.indexOf('=');
    return at > 0 && FILE_OPTION.test(arg)
      ? `${arg.slice(0, at + 1)}${path.resolve(CALLED_IN, arg.slice(at + 1))}`
      : arg;
  });
}
