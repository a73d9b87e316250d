import { SubCommand } from 'nest-commander';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

/** `vkey disable` */
@SubCommand({
  name: 'disable',
  arguments: '<vkey>',
  description: 'Refuses a virtual key; its assignments stay.',
})
export class VkeyDisableCommand extends RegistryCommand {
  protected override readonly examples = ['llm-proxy vkey disable Frontend-App'];

  protected override async execute(
    { virtualKeys }: RegistryAdmin,
    options: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const key = await virtualKeys.update(ref, { enabled: false });
    this.report(options, key, `Virtual key ${key.name} disabled.`);
  }
}

/** `vkey enable` */
@SubCommand({ name: 'enable', arguments: '<vkey>', description: 'Accepts a virtual key again.' })
export class VkeyEnableCommand extends RegistryCommand {
  protected override readonly examples = ['llm-proxy vkey enable Frontend-App'];

  protected override async execute(
    { virtualKeys }: RegistryAdmin,
    options: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const key = await virtualKeys.update(ref, { enabled: true });
    this.report(options, key, `Virtual key ${key.name} enabled.`);
  }
}
