import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command } from '../command.decorators';
import { CommandFailed } from '../failure';
import { readYamlFile } from './document-file';
import { changeLine } from './import-report';
import { PassphraseCommand } from './passphrase-flags';
import type { PassphraseFlags } from './passphrase-flags';

/** `registry diff` */
@Command({
  name: 'diff',
  arguments: '<file>',
  description:
    'Shows what importing a file would change (+ new, ~ changed); exit code 1 when that is anything.',
})
export class RegistryDiffCommand extends PassphraseCommand<PassphraseFlags> {
  override readonly examples = ['llm-proxy registry diff registry.yaml'];

  protected override async execute(
    registry: RegistryAdmin,
    flags: PassphraseFlags,
    [file = '']: readonly string[],
  ): Promise<void> {
    const options = { dryRun: true, ...(await this.passphraseOf(flags)) };
    const changes = await registry.import(await readYamlFile(file), options);
    if (flags.json === true) this.terminal.json(changes);
    else for (const change of changes) this.terminal.line(changeLine(change));
    if (changes.length > 0) throw new CommandFailed();
  }
}
