import type { VirtualKeys, RegistryAdmin } from '../../registry/registry-admin';
import { Command } from '../command.decorators';
import { ShowCommand } from '../show-command';

/** `vkey show` */
@Command({
  name: 'show',
  arguments: '<vkey>',
  description: 'Shows one virtual key; the key itself is not stored.',
})
export class VkeyShowCommand extends ShowCommand {
  override readonly examples = ['llm-proxy vkey show Frontend-App'];

  protected override collection({ virtualKeys }: RegistryAdmin): VirtualKeys {
    return virtualKeys;
  }
}
