import type { RegistryAdmin } from '../registry/registry-admin';
import { RegistryCommand } from './registry-command';
import type { RegistryOptions } from './registry-command';
import type { Column } from './terminal';

/** A command that lists one kind of record: a table, or JSON. */
export abstract class ListCommand<
  T,
  Options extends RegistryOptions = RegistryOptions,
> extends RegistryCommand<Options> {
  protected abstract readonly columns: readonly Column<T>[];
  /** What to do where there is nothing to list. */
  protected abstract readonly none: string;

  protected abstract records(registry: RegistryAdmin, options: Options): AsyncIterable<T>;

  protected override async execute(registry: RegistryAdmin, options: Options): Promise<void> {
    const records = this.records(registry, options);
    if (options.json === true) return this.terminal.jsonArray(records);
    const rows: T[] = [];
    for await (const record of records) rows.push(record);
    if (rows.length === 0) this.terminal.note(this.none);
    else this.terminal.table(this.columns, rows);
  }
}
