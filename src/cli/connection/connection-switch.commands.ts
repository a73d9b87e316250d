import { SubCommand } from 'nest-commander';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

/** `connection disable` */
@SubCommand({
  name: 'disable',
  arguments: '<connection>',
  description: 'Takes a connection out of use; nothing that refers to it is lost.',
})
export class ConnectionDisableCommand extends RegistryCommand {
  protected override readonly examples = ['llm-proxy connection disable OpenAI-Main'];

  protected override async execute(
    { connections }: RegistryAdmin,
    options: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const connection = await connections.update(ref, { enabled: false });
    this.report(options, connection, `Connection ${connection.name} disabled.`);
  }
}

/** `connection enable` */
@SubCommand({ name: 'enable', arguments: '<connection>', description: 'Puts a connection to use again.' })
export class ConnectionEnableCommand extends RegistryCommand {
  protected override readonly examples = ['llm-proxy connection enable OpenAI-Main'];

  protected override async execute(
    { connections }: RegistryAdmin,
    options: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const connection = await connections.update(ref, { enabled: true });
    this.report(options, connection, `Connection ${connection.name} enabled.`);
  }
}
