import type { RegistryAdmin } from '../registry/registry-admin';
import { RegistryCommand } from './registry-command';
import type { RegistryOptions } from './registry-command';

/** A command that takes one record of a kind out of use, or puts it to use again. */
export abstract class SwitchCommand extends RegistryCommand {
  /** The kind, as a sentence begins with it. */
  protected abstract readonly kind: string;
  protected abstract readonly enabled: boolean;

  protected abstract collection(registry: RegistryAdmin): {
    update(ref: string, patch: { readonly enabled: boolean }): Promise<{ readonly name: string }>;
  };

  protected override async execute(
    registry: RegistryAdmin,
    options: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { enabled } = this;
    const record = await this.collection(registry).update(ref, { enabled });
    this.report(options, record, `${this.kind} ${record.name} ${enabled ? 'enabled' : 'disabled'}.`);
  }
}
