import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { AssignmentRecord } from '../../registry/registry-records';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import type { RegistryOptions } from '../registry-command';
import type { Column } from '../terminal';

interface ListFlags extends RegistryOptions {
  readonly vkeyId?: string;
  readonly group?: string;
}

/** `assignments list` */
@Command({ name: 'list', description: 'Lists which virtual key or group may use which model.' })
export class AssignmentListCommand extends ListCommand<AssignmentRecord, ListFlags> {
  override readonly examples = [
    'llm-proxy assignments list',
    'llm-proxy assignments list --vkey-id Frontend-App --json',
  ];
  protected override readonly none = 'There is no assignment yet: make one with "llm-proxy assign".';
  protected override readonly columns: readonly Column<AssignmentRecord>[] = [
    { title: 'VIRTUAL KEY', value: ({ virtual_key_name }) => virtual_key_name ?? '-' },
    { title: 'GROUP', value: ({ group_path }) => group_path ?? '-' },
    { title: 'ALIAS', value: ({ alias }) => alias },
    { title: 'MODEL', value: ({ model_name }) => model_name },
    { title: 'PRIORITY', value: ({ priority }) => String(priority) },
    { title: 'WEIGHT', value: ({ weight }) => String(weight) },
    { title: 'TPS', value: ({ tps, burst }) => rate(tps, burst) },
    {
      title: 'TOKENS/S',
      value: ({ tokens_per_second, token_burst }) => rate(tokens_per_second, token_burst),
    },
    { title: 'ID', value: ({ id }) => id },
  ];

  @Option({ flags: '--vkey-id <vkey>', description: "only this virtual key's; id or name" })
  parseVirtualKey(text: string): string {
    return text;
  }

  @Option({ flags: '--group <group>', description: "only this group's; id or path" })
  parseGroup(text: string): string {
    return text;
  }

  protected override records(
    { assignments }: RegistryAdmin,
    { vkeyId, group }: ListFlags,
  ): AsyncIterable<AssignmentRecord> {
    return everyRecord((page) =>
      assignments.list({
        ...page,
        ...(vkeyId !== undefined && { virtual_key: vkeyId }),
        ...(group !== undefined && { group }),
      }),
    );
  }
}

function rate(perSecond: number | null, atOnce: number | null): string {
  if (perSecond === null) return '-';
  return atOnce === null ? String(perSecond) : `${perSecond} (burst ${atOnce})`;
}
