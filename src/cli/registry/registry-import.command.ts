import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { readYamlFile } from './document-file';
import { changeLine } from './import-report';
import { PassphraseCommand } from './passphrase-flags';
import type { PassphraseFlags } from './passphrase-flags';

interface ImportFlags extends PassphraseFlags {
  readonly dryRun?: boolean;
}

/** `registry import` */
@Command({
  name: 'import',
  arguments: '<file>',
  description:
    'Brings the registry to what an exported file says (- for standard input); what it does not name stays.',
})
export class RegistryImportCommand extends PassphraseCommand<ImportFlags> {
  override readonly examples = [
    'llm-proxy registry import registry.yaml --dry-run',
    'llm-proxy registry import registry.yaml --passphrase-env REGISTRY_PASSPHRASE',
  ];

  @Option({ flags: '--dry-run', description: 'say what would be done, and do nothing' })
  parseDryRun(): boolean {
    return true;
  }

  protected override async execute(
    registry: RegistryAdmin,
    flags: ImportFlags,
    [file = '']: readonly string[],
  ): Promise<void> {
    const { dryRun = false, json } = flags;
    const changes = await registry.import(await readYamlFile(file), {
      dryRun,
      ...(await this.passphraseOf(flags)),
    });
    if (json === true) return void this.terminal.json(changes);
    for (const change of changes) this.terminal.line(changeLine(change));
    const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
    this.terminal.note(dryRun ? `${count}; nothing was done.` : `${count} made.`);
  }
}
