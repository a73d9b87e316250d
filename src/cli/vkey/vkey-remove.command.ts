import { Command } from '../command.decorators';
import type { RegistryAdmin, VirtualKeys } from '../../registry/registry-admin';
import { RemoveCommand } from '../remove-command';

/** `vkey remove` */
@Command({
  name: 'remove',
  arguments: '<vkey>',
  description: 'Removes a virtual key; refused while it has assignments, unless --force.',
})
export class VkeyRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy vkey remove Frontend-App --force'];
  protected override readonly kind = 'Virtual key';

  protected override collection({ virtualKeys }: RegistryAdmin): VirtualKeys {
    return virtualKeys;
  }
}
