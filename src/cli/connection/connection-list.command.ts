import { Command } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { ConnectionRecord, ConnectionTest } from '../../registry/registry-records';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';

/** `connection list` */
@Command({ name: 'list', description: 'Lists the connections and how each fared last.' })
export class ConnectionListCommand extends ListCommand<ConnectionRecord> {
  override readonly examples = ['llm-proxy connection list', 'llm-proxy connection list --json'];
  protected override readonly none = 'There is no connection yet: add one with "llm-proxy connection add".';
  protected override readonly columns: readonly Column<ConnectionRecord>[] = [
    { title: 'NAME', value: ({ name }) => name },
    { title: 'PROVIDER', value: ({ provider }) => provider },
    { title: 'ENDPOINT', value: ({ endpoint }) => endpoint },
    { title: 'CREDENTIAL', value: ({ has_credential }) => (has_credential ? 'yes' : 'none') },
    { title: 'STATE', value: ({ enabled }) => (enabled ? 'enabled' : 'disabled') },
    { title: 'LAST TEST', value: ({ last_test }) => (last_test === null ? '-' : outcome(last_test)) },
    { title: 'ID', value: ({ id, source }) => (source === 'database' ? id : 'provider file') },
  ];

  protected override records({ connections }: RegistryAdmin): AsyncIterable<ConnectionRecord> {
    return everyRecord((page) => connections.list(page));
  }
}

function outcome({ at, ok, message }: ConnectionTest): string {
  return `${shortTime(at)} ${ok ? 'ok' : `failed: ${message}`}`;
}
