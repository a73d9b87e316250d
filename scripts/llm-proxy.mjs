#!/usr/bin/env node
/**
 * `llm-proxy`: the command line. In a clone it installs and compiles first where that is still to do; where there is only
 * what was compiled it just runs. Progress goes to standard error, so that standard output holds a command's result alone.
 */
import { ensureCompiled, isCompiled } from './setup/compile.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary, nodeFlags } from './setup/node-binary.mjs';
import { inRoot } from './setup/paths.mjs';
import { main } from './setup/setup-error.mjs';
import { calledIn, withWholePaths } from './setup/whole-paths.mjs';

const CLI = inRoot('dist', 'cli.js');

await main(async () => {
  // Asked once: it reads every source.
  const compiled = isCompiled();
  await ensureInstalled({ purpose: compiled ? 'run' : 'build' });
  if (!compiled) await ensureCompiled();
  const args = withWholePaths(process.argv.slice(2), calledIn('llm-proxy'));
  runInForeground(nodeBinary(), [...nodeFlags(), CLI, ...args]);
});
