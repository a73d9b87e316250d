import { Command } from '../command.decorators';
import type { Connections, RegistryAdmin } from '../../registry/registry-admin';
import { SwitchCommand } from '../switch-command';

abstract class ConnectionSwitchCommand extends SwitchCommand {
  protected override readonly kind = 'Connection';

  protected override collection({ connections }: RegistryAdmin): Connections {
    return connections;
  }
}

/** `connection disable` */
@Command({
  name: 'disable',
  arguments: '<connection>',
  description: 'Takes a connection out of use; nothing that refers to it is lost.',
})
export class ConnectionDisableCommand extends ConnectionSwitchCommand {
  override readonly examples = ['llm-proxy connection disable OpenAI-Main'];
  protected override readonly enabled = false;
}

/** `connection enable` */
@Command({ name: 'enable', arguments: '<connection>', description: 'Puts a connection to use again.' })
export class ConnectionEnableCommand extends ConnectionSwitchCommand {
  override readonly examples = ['llm-proxy connection enable OpenAI-Main'];
  protected override readonly enabled = true;
}
