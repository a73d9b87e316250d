import { Command } from '../command.decorators';
import type { Connections, RegistryAdmin } from '../../registry/registry-admin';
import { RemoveCommand } from '../remove-command';

/** `connection remove` */
@Command({
  name: 'remove',
  arguments: '<connection>',
  description: 'Removes a connection and its credential; refused while it has models, unless --force.',
})
export class ConnectionRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy connection remove OpenAI-Main --force'];
  protected override readonly kind = 'Connection';

  protected override collection({ connections }: RegistryAdmin): Connections {
    return connections;
  }
}
