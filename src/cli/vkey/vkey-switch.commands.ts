import { Command } from '../command.decorators';
import type { VirtualKeys, RegistryAdmin } from '../../registry/registry-admin';
import { SwitchCommand } from '../switch-command';

abstract class VkeySwitchCommand extends SwitchCommand {
  protected override readonly kind = 'Virtual key';

  protected override collection({ virtualKeys }: RegistryAdmin): VirtualKeys {
    return virtualKeys;
  }
}

/** `vkey disable` */
@Command({
  name: 'disable',
  arguments: '<vkey>',
  description: 'Refuses a virtual key; its assignments stay.',
})
export class VkeyDisableCommand extends VkeySwitchCommand {
  override readonly examples = ['llm-proxy vkey disable Frontend-App'];
  protected override readonly enabled = false;
}

/** `vkey enable` */
@Command({ name: 'enable', arguments: '<vkey>', description: 'Accepts a virtual key again.' })
export class VkeyEnableCommand extends VkeySwitchCommand {
  override readonly examples = ['llm-proxy vkey enable Frontend-App'];
  protected override readonly enabled = true;
}
