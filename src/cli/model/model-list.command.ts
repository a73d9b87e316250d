import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { ProviderModelRecord } from '../../registry/registry-records';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import type { RegistryOptions } from '../registry-command';
import { MODEL_COLUMNS } from './model-columns';

interface ListFlags extends RegistryOptions {
  readonly connId?: string;
}

/** `model list` */
@Command({ name: 'list', description: 'Lists the models of the connections.' })
export class ModelListCommand extends ListCommand<ProviderModelRecord, ListFlags> {
  override readonly examples = ['llm-proxy model list', 'llm-proxy model list --conn-id OpenAI-Main --json'];
  protected override readonly none =
    'There is no model yet: add one with "llm-proxy model add" or "llm-proxy model discover".';
  protected override readonly columns = MODEL_COLUMNS;

  @Option({ flags: '--conn-id <connection>', description: "only this connection's; id or name" })
  parseConnection(text: string): string {
    return text;
  }

  protected override async *records(
    { connections, models }: RegistryAdmin,
    { connId }: ListFlags,
  ): AsyncGenerator<ProviderModelRecord, void> {
    const only = connId === undefined ? undefined : await connections.get(connId);
    for await (const model of everyRecord((page) => models.list(page))) {
      if (only === undefined || model.connection_id === only.id) yield model;
    }
  }
}
