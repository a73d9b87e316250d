import type { Connections, RegistryAdmin } from '../../registry/registry-admin';
import { Command } from '../command.decorators';
import { ShowCommand } from '../show-command';

/** `connection show` */
@Command({
  name: 'show',
  arguments: '<connection>',
  description: 'Shows one connection; its credential never.',
})
export class ConnectionShowCommand extends ShowCommand {
  override readonly examples = ['llm-proxy connection show OpenAI-Main'];

  protected override collection({ connections }: RegistryAdmin): Connections {
    return connections;
  }
}
