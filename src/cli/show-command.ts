import type { RegistryAdmin } from '../registry/registry-admin';
import { RegistryCommand } from './registry-command';
import type { RegistryOptions } from './registry-command';

/** A command that shows one record of a kind. */
export abstract class ShowCommand extends RegistryCommand {
  protected abstract collection(registry: RegistryAdmin): { get(ref: string): Promise<object> };

  protected override async execute(
    registry: RegistryAdmin,
    { json }: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const record = await this.collection(registry).get(ref);
    if (json === true) this.terminal.json(record);
    else this.terminal.record(record);
  }
}
