import { Command } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

/** `connection show` */
@Command({
  name: 'show',
  arguments: '<connection>',
  description: 'Shows one connection; its credential never.',
})
export class ConnectionShowCommand extends RegistryCommand {
  override readonly examples = ['llm-proxy connection show OpenAI-Main'];

  protected override async execute(
    { connections }: RegistryAdmin,
    { json }: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const connection = await connections.get(ref);
    if (json === true) this.terminal.json(connection);
    else this.terminal.record(connection);
  }
}
