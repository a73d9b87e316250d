import type { Command as ParsedCommand } from 'commander';
import { commandTree, nameOf } from './command-tree';
import { RegistryAccess } from './registry-access';
import { Terminal } from './terminal';

describe('the commands', () => {
  let root: ParsedCommand;
  let leaves: readonly ParsedCommand[];

  beforeAll(() => {
    const startService = (): Promise<void> => Promise.resolve();
    root = commandTree({ access: new RegistryAccess(), terminal: new Terminal(), startService });
    leaves = leavesOf(root);
  });

  it('are those of the documentation', () => {
    expect(leaves.map((leaf) => nameOf(leaf).replace('llm-proxy ', ''))).toEqual([
      'serve',
      'chat',
      'connect',
      ...['add', 'list', 'show', 'test', 'update', 'disable', 'enable', 'remove'].map(
        (name) => `connection ${name}`,
      ),
      ...['add', 'discover', 'list', 'show', 'update', 'remove'].map((name) => `model ${name}`),
      ...['add', 'list', 'show', 'update', 'move', 'remove'].map((name) => `group ${name}`),
      ...['list', 'drain', 'undrain', 'reset'].map((name) => `deployment ${name}`),
      ...['set', 'list', 'show', 'remove'].map((name) => `route ${name}`),
      ...['add', 'list', 'show', 'update', 'rotate', 'disable', 'enable', 'remove'].map(
        (name) => `vkey ${name}`,
      ),
      'assign',
      ...['list', 'show', 'update', 'remove'].map((name) => `assignments ${name}`),
      'usage',
      'usage reconcile',
      ...['list', 'show'].map((name) => `capture ${name}`),
      ...['list', 'set', 'check', 'remove'].map((name) => `price ${name}`),
      ...['set', 'list', 'show', 'raise', 'reset', 'remove'].map((name) => `budget ${name}`),
      'audit',
      ...['export', 'import', 'diff'].map((name) => `registry ${name}`),
      'import litellm',
      'vault rotate',
      'doctor',
      'completion',
    ]);
  });

  it('each say what they do, and show examples that use their own options', () => {
    for (const leaf of leaves) {
      const name = nameOf(leaf);
      expect(leaf.description()).toMatch(/\w+.*\.$/);
      const examples = examplesOf(leaf);
      expect([name, examples.length > 0]).toEqual([name, true]);
      for (const example of examples) {
        expect(example).toContain(name);
        for (const [flag] of example.matchAll(/(?<= )--[a-z-]+/g)) {
          const known = leaf.options.some(({ long }) => long === flag);
          expect([name, flag, known]).toEqual([name, flag, true]);
        }
      }
    }
  });

  it('each work on a running service too, and print JSON', () => {
    const registry = leaves.filter(
      (leaf) => !/ (serve|chat|connect|completion|vault rotate)$/.test(nameOf(leaf)),
    );
    expect(registry.length).toBe(leaves.length - 5);
    for (const leaf of registry) {
      const flags = leaf.options.map(({ long }) => long);
      expect([nameOf(leaf), flags]).toEqual([
        nameOf(leaf),
        expect.arrayContaining(['--json', '--url', '--admin-key']),
      ]);
    }
  });

  it.each([
    [
      ['--url', 'http://localhost:8002', 'vkey', 'list'],
      "unknown option '--url' here: it goes behind the command",
    ],
    [['vkey', '--json', 'list'], `it goes behind the command, as in "llm-proxy vkey … --json"; see`],
    [['--urll', 'x'], `unknown option '--urll'; see "llm-proxy --help"`],
  ])('say where an option belongs that was given too early: %j', (words, said) => {
    const written: string[] = [];
    for (const one of [root, ...root.commands])
      one.configureOutput({ writeErr: (text) => void written.push(text) });
    expect(() => root.parse(words, { from: 'user' })).toThrow();
    expect(written.join('')).toContain(said);
  });

  it('each tell of the process list wherever a secret can be a flag', () => {
    const secrets = leaves.flatMap(({ options }) =>
      options.filter(({ flags }) => /^--(?:[a-z]+-)?key <key>$/.test(flags)),
    );
    expect(secrets.length).toBeGreaterThan(20);
    for (const { description } of secrets) expect(description).toContain('process list');
  });
});

function leavesOf(command: ParsedCommand): ParsedCommand[] {
  const below = command.commands.flatMap(leavesOf);
  // One that has options of its own does something by itself, also where there are commands below it.
  const isRun = command.options.some(({ long }) => long !== '--version');
  return below.length === 0 || isRun ? [command, ...below] : below;
}

/** The help text's examples; commander prints what was added to it only when it prints the help. */
function examplesOf(command: ParsedCommand): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, example = '']) => example);
}
