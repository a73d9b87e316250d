import { execFileSync } from 'node:child_process';
import { commandTree } from './command-tree';
import { completionScript } from './completion-script';
import { RegistryAccess } from './registry-access';
import { Terminal } from './terminal';

const SCRIPT = completionScript(
  'bash',
  commandTree({
    access: new RegistryAccess(),
    terminal: new Terminal(),
    startService: () => Promise.resolve(),
  }),
);

/** What bash offers for the last word of a command line, by the completion that the script registered. */
function offered(...words: string[]): string[] {
  const ask = `
    eval "$1"; shift
    registered=$(complete -p llm-proxy) || exit 1
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    [[ $registered =~ -F\\ ([a-z_]+) ]] && "\${BASH_REMATCH[1]}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['--norc', '-c', ask, 'bash', SCRIPT, 'llm-proxy', ...words], {
    encoding: 'utf8',
  });
  return output.split('\n').filter((line) => line !== '');
}

describe('completion in a real bash', () => {
  it('offers the commands, those of a group, and the options of a command', () => {
    expect(offered('')).toEqual(
      expect.arrayContaining(['connection', 'model', 'vkey', 'assignments', 'doctor']),
    );
    expect(offered('con')).toEqual(['connect', 'connection']);
    expect(offered('connection', 'te')).toEqual(['test']);
    expect(offered('connection', 'add', '--prov')).toEqual(['--provider']);
    expect(offered('connection', 'add', '--provider', 'mock', '--no-')).toEqual(['--no-test']);
  });
});
