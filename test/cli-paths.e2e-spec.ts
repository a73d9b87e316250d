/** The command line runs in the clone, and is given anywhere: files are those of the folder where it was given. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { commandTree, nameOf } from '../src/cli/command-tree';
import { RegistryAccess } from '../src/cli/registry-access';
import { Terminal } from '../src/cli/terminal';

/** Command lines as the program gets them, which were given in `/there`. */
function asRun(lines: readonly string[]): string[] {
  const program =
    "const { withWholePaths } = await import('./scripts/setup/whole-paths.mjs');" +
    "for (const line of process.argv.slice(1)) console.log(withWholePaths(line.split(' '), '/there').join(' '))";
  const args = ['--input-type=module', '--eval', program, '--', ...lines];
  const cwd = resolve(__dirname, '..');
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' }).trimEnd().split('\n');
}

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

const startService = (): Promise<void> => Promise.resolve();
const leaves = leavesOf(
  commandTree({ access: new RegistryAccess(), terminal: new Terminal(), startService }),
).map((leaf) => ({ leaf, name: nameOf(leaf).replace('llm-proxy ', '') }));

it('an option that names a file, of each command', () => {
  const options = leaves.flatMap(({ leaf, name }) =>
    leaf.options
      .filter(({ flags }) => /<file>|--file/.test(flags))
      .map(({ long }) => `${name} ${long ?? ''}`),
  );
  expect(options.length).toBeGreaterThan(8);
  const given = options.flatMap((option) => [`${option} f`, `${option}=f`]);
  expect(asRun(given)).toEqual(options.flatMap((option) => [`${option} /there/f`, `${option}=/there/f`]));
});

it('an argument that names a file, before and behind each option of its command', () => {
  const lines = leaves
    .filter(({ leaf }) => leaf.registeredArguments.some((one) => /^file$|\./.test(one.name())))
    .flatMap(({ leaf, name }) =>
      leaf.options
        .filter(({ flags }) => !/<file>/.test(flags))
        .map(({ long, flags }) => `${name} ${long ?? ''}${flags.includes('<') ? ' value' : ''}`),
    );
  expect(lines.length).toBeGreaterThan(8);
  expect(asRun(lines.map((line) => `${line} f`))).toEqual(lines.map((line) => `${line} /there/f`));
  const before = lines.map((line) => line.replace(' --', ' f --'));
  expect(asRun(before)).toEqual(before.map((line) => line.replace(' f --', ' /there/f --')));
});

it('nothing else', () => {
  const lines = ['connection add --name import --provider mock', 'registry import /whole/f', 'chat hello'];
  expect(asRun(lines)).toEqual(lines);
});
