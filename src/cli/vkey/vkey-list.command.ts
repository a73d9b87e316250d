import { Command } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { VirtualKeyRecord } from '../../registry/registry-records';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';

/** `vkey list` */
@Command({ name: 'list', description: 'Lists the virtual keys; the keys themselves are not stored.' })
export class VkeyListCommand extends ListCommand<VirtualKeyRecord> {
  override readonly examples = ['llm-proxy vkey list', 'llm-proxy vkey list --json'];
  protected override readonly none = 'There is no virtual key yet: make one with "llm-proxy vkey add".';
  protected override readonly columns: readonly Column<VirtualKeyRecord>[] = [
    { title: 'NAME', value: ({ name }) => name },
    { title: 'PREFIX', value: ({ prefix }) => prefix },
    { title: 'STATE', value: stateOf },
    { title: 'EXPIRES', value: ({ expires_at }) => shortTime(expires_at) },
    { title: 'LAST USED', value: ({ last_used_at }) => shortTime(last_used_at) },
    { title: 'CREATED', value: ({ created_at }) => shortTime(created_at) },
    { title: 'ID', value: ({ id }) => id },
  ];

  protected override records({ virtualKeys }: RegistryAdmin): AsyncIterable<VirtualKeyRecord> {
    return everyRecord((page) => virtualKeys.list(page));
  }
}

function stateOf({ enabled, expires_at }: VirtualKeyRecord): string {
  if (!enabled) return 'disabled';
  return expires_at !== null && Date.parse(expires_at) <= Date.now() ? 'expired' : 'enabled';
}
