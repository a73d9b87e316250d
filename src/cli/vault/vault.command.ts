import { Command, Option } from '../command.decorators';
import { CliCommand } from '../cli-command';
import { CommandGroup } from '../command-group';
import { CommandFailed } from '../failure';

/** `vault rotate`: on the database alone, because the master key is where the service runs. */
@Command({
  name: 'rotate',
  description: 'Encrypts every credential under a new master key, while the service runs.',
})
class VaultRotateCommand extends CliCommand {
  override readonly examples = [
    'llm-proxy vault rotate',
    'LLM_PROXY__ENCRYPTION_KEY=<new>,<old> llm-proxy vault rotate',
  ];

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override async run(_args: readonly string[], { json }: { readonly json?: boolean }): Promise<void> {
    const { useLocalRegistry } = await import('../local-registry.js');
    const done = await useLocalRegistry((local) => local.rotateVault());
    const { from_key_id, to_key_id, credentials, unopened } = done;
    if (json === true) this.terminal.json(done);
    else {
      const what = credentials === 1 ? '1 credential is' : `${credentials} credentials are`;
      this.terminal.line(`${what} now encrypted under the master key ${to_key_id} (before: ${from_key_id}).`);
    }
    if (unopened.length === 0) return;
    const which = unopened.join(', ');
    this.terminal.note(`llm-proxy: these did not open, give them again with "connection update": ${which}`);
    throw new CommandFailed();
  }
}

/** In the order of the help. */
const VAULT_COMMANDS = [VaultRotateCommand];

/** `vault` */
@Command({ name: 'vault', description: 'The encryption of credentials.', subCommands: VAULT_COMMANDS })
export class VaultCommand extends CommandGroup {}
