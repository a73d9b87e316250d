import type { RegistryAdmin } from '../registry/registry-admin';
import { PlacedCommand } from './placed-command';
import type { PlacedOptions } from './placed-command';

/** What every command on the registry can be told. */
export type RegistryOptions = PlacedOptions;

/** A command on the registry: on the database, or with `--url` on a running service. */
export abstract class RegistryCommand<
  Options extends RegistryOptions = RegistryOptions,
> extends PlacedCommand {
  override async run(args: readonly string[], options: Options): Promise<void> {
    await this.access.use(options, (registry) => this.execute(registry, options, args));
  }

  protected abstract execute(
    registry: RegistryAdmin,
    options: Options,
    args: readonly string[],
  ): Promise<void>;

  /** Says what was done, or with `--json` shows the record. */
  protected report(options: Options, record: object, sentence: string): void {
    if (options.json === true) this.terminal.json(record);
    else this.terminal.line(sentence);
  }
}
