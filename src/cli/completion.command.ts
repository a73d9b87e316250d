import type { Command as ParsedCommand } from 'commander';
import { CliCommand } from './cli-command';
import { Command } from './command.decorators';
import { completionScript, SHELLS } from './completion-script';
import { UsageError } from './usage-error';

/** `completion` */
@Command({
  name: 'completion',
  arguments: '<shell>',
  description: `Prints what makes a shell (${SHELLS.join(', ')}) complete commands and options.`,
})
export class CompletionCommand extends CliCommand {
  override readonly examples = [
    // These folders are not there on a new machine.
    'd=~/.local/share/bash-completion/completions; mkdir -p $d && llm-proxy completion bash > $d/llm-proxy',
    'd=~/.zfunc; mkdir -p $d && llm-proxy completion zsh > $d/_llm-proxy   # in ~/.zshrc before compinit: fpath+=~/.zfunc',
    'mkdir -p ~/.config/fish/completions && llm-proxy completion fish > ~/.config/fish/completions/llm-proxy.fish',
  ];

  override run([name = '']: readonly string[], _options: object, command: ParsedCommand): Promise<void> {
    const shell = SHELLS.find((one) => one === name);
    if (shell === undefined) throw new UsageError(`completion is for ${SHELLS.join(', ')}, not '${name}'.`);
    let root = command;
    while (root.parent !== null) root = root.parent;
    this.terminal.line(completionScript(shell, root));
    return Promise.resolve();
  }
}
