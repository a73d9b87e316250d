import type { Command as ParsedCommand } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What can follow some words of a command line. */
interface Words {
  /** The words that came before, separated by spaces: `connection add`. */
  readonly after: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
}

/**
 * The script that makes a shell complete `llm-proxy`. It holds every command and option, so that completing one runs
 * nothing.
 */
export function completionScript(shell: Shell, root: ParsedCommand): string {
  const all = wordsOf(root, '');
  if (shell === 'bash') return bash(all);
  return shell === 'zsh' ? zsh(all) : fish(all);
}

function wordsOf(command: ParsedCommand, after: string): Words[] {
  const commands = command.commands.map((one) => ({ word: one.name(), about: one.description() }));
  const options = command.options.map(({ long, description }) => ({ word: long ?? '', about: description }));
  const help = { word: '--help', about: 'what it does and how' };
  const below = command.commands.flatMap((one) => wordsOf(one, `${after} ${one.name()}`.trim()));
  return [{ after, words: [...commands, ...options, help].filter(({ word }) => word !== '') }, ...below];
}

/** Every command of two words has a group in front of it, so that two words tell which command it is. */
function bash(all: readonly Words[]): string {
  const cases = all.map(
    ({ after, words }) => `    '${after}') words='${words.map(({ word }) => word).join(' ')}' ;;`,
  );
  return `# llm-proxy: completion for bash
_llm_proxy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) break ;; esac
    case " ${groupsOf(all).join(' ')} " in *" $before "*) before="$before $word" ;; *) [ -z "$before" ] && before="$word" ;; esac
  done
  case "$before" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _llm_proxy llm-proxy`;
}

function zsh(all: readonly Words[]): string {
  const cases = all.map(({ after, words }) => {
    const shown = words.map(({ word, about }) => `'${word}:${quiet(about)}'`).join(' ');
    return `    '${after}') words_of=(${shown}) ;;`;
  });
  return `#compdef llm-proxy
_llm_proxy() {
  local before='' word
  local -a words_of
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in -*) break ;; esac
    case " ${groupsOf(all).join(' ')} " in *" $before "*) before="$before $word" ;; *) [[ -z "$before" ]] && before="$word" ;; esac
  done
  case "$before" in
${cases.join('\n')}
  esac
  _describe 'llm-proxy' words_of || _files
}
if [ "$funcstack[1]" = '_llm_proxy' ]; then _llm_proxy "$@"; else compdef _llm_proxy llm-proxy; fi`;
}

function fish(all: readonly Words[]): string {
  const lines = all.flatMap(({ after, words }) =>
    words.map(({ word, about }) => {
      const [option] = /^--(.*)$/.exec(word) ?? [];
      const what = option === undefined ? `-f -a '${word}'` : `-l '${word.slice(2)}'`;
      return `complete -c llm-proxy -n '${conditionOf(after, all)}' ${what} -d '${quiet(about)}'`;
    }),
  );
  return `# llm-proxy: completion for fish\n${lines.join('\n')}`;
}

function conditionOf(after: string, all: readonly Words[]): string {
  if (after === '') return '__fish_use_subcommand';
  const [group = '', command] = after.split(' ');
  if (command !== undefined)
    return `__fish_seen_subcommand_from ${group}; and __fish_seen_subcommand_from ${command}`;
  const below = all.filter((one) => one.after.startsWith(`${group} `)).map((one) => one.after.split(' ')[1]);
  const none = below.length === 0 ? '' : `; and not __fish_seen_subcommand_from ${below.join(' ')}`;
  return `__fish_seen_subcommand_from ${group}${none}`;
}

/** The commands that hold others. */
function groupsOf(all: readonly Words[]): string[] {
  return [
    ...new Set(all.filter(({ after }) => after.includes(' ')).map(({ after }) => after.split(' ')[0] ?? '')),
  ];
}

/** A text that a quoted word of a shell can hold. */
function quiet(text: string): string {
  return text.replace(/[':\\]/g, '').replace(/\s+/g, ' ');
}
