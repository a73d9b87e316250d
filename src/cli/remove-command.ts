import { Option } from './command.decorators';
import type { RegistryAdmin } from '../registry/registry-admin';
import { RegistryCommand } from './registry-command';
import type { RegistryOptions } from './registry-command';

interface RemoveOptions extends RegistryOptions {
  readonly force?: boolean;
}

/** A command that removes one record of a kind. */
export abstract class RemoveCommand extends RegistryCommand<RemoveOptions> {
  /** The kind, as a sentence begins with it. */
  protected abstract readonly kind: string;

  protected abstract collection(registry: RegistryAdmin): {
    remove(ref: string, options: { readonly force: boolean }): Promise<void>;
  };

  @Option({
    flags: '--force',
    description: 'remove what uses it as well; what is in a group goes to its parent',
  })
  parseForce(): boolean {
    return true;
  }

  protected override async execute(
    registry: RegistryAdmin,
    options: RemoveOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    await this.collection(registry).remove(ref, { force: options.force === true });
    this.report(options, { removed: ref }, `${this.kind} ${ref} removed.`);
  }
}
