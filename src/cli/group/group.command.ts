import type { RegistryAdmin } from '../../registry/registry-admin';
import type { GroupRecord } from '../../registry/registry-records';
import { Command, Option } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import { RegistryCommand } from '../registry-command';
import { RemoveCommand } from '../remove-command';
import { rulesFields, RulesFlagsCommand } from '../rules-flags';
import type { RulesFlags } from '../rules-flags';
import { ShowCommand } from '../show-command';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';
import { UsageError } from '../usage-error';

interface GroupFlags extends RulesFlags {
  readonly name?: string;
  readonly parent?: string;
  readonly description?: string;
  readonly tag?: readonly string[];
  readonly disable?: boolean;
  readonly enable?: boolean;
}

abstract class GroupFlagsCommand extends RulesFlagsCommand<GroupFlags> {
  @Option({ flags: '--description <text>', description: 'what it is for' })
  parseDescription(text: string): string {
    return text;
  }

  @Option({ flags: '--tag <word>', description: 'a word to find it by; may be repeated' })
  parseTag(text: string, before: readonly string[] = []): string[] {
    return [...before, text];
  }
}

/** `group add` */
@Command({ name: 'add', description: 'Adds a group of keys.' })
class GroupAddCommand extends GroupFlagsCommand {
  override readonly examples = [
    'llm-proxy group add --name acme',
    'llm-proxy group add --name search --parent acme',
    'llm-proxy group add --name batch --requests-per-minute 600 --max-concurrent 20 --allow-from 10.0.0.0/8',
  ];

  @Option({ flags: '--name <name>', description: 'unique among its siblings', required: true })
  parseName(text: string): string {
    return text;
  }

  @Option({ flags: '--parent <group>', description: 'id or path of the group that it is below' })
  parseParent(text: string): string {
    return text;
  }

  protected override async execute({ groups }: RegistryAdmin, flags: GroupFlags): Promise<void> {
    const { name = '', parent, description, tag } = flags;
    const made = await groups.create({
      name,
      ...(parent !== undefined && { parent }),
      ...(description !== undefined && { description }),
      ...(tag !== undefined && { tags: tag }),
      ...rulesFields(flags),
    });
    this.report(flags, made, `Group ${made.path} added (${made.id}).`);
  }
}

/** `group list` */
@Command({ name: 'list', description: 'Lists the groups.' })
class GroupListCommand extends ListCommand<GroupRecord> {
  override readonly examples = ['llm-proxy group list'];
  protected override readonly none = 'There is no group yet: make one with "llm-proxy group add".';
  protected override readonly columns: readonly Column<GroupRecord>[] = [
    { title: 'PATH', value: ({ path }) => path },
    { title: 'STATE', value: ({ enabled }) => (enabled ? 'enabled' : 'disabled') },
    { title: 'DESCRIPTION', value: ({ description }) => description || '-' },
    { title: 'CREATED', value: ({ created_at }) => shortTime(created_at) },
    { title: 'ID', value: ({ id }) => id },
  ];

  protected override records({ groups }: RegistryAdmin): AsyncIterable<GroupRecord> {
    return everyRecord((page) => groups.list(page));
  }
}

/** `group show` */
@Command({ name: 'show', arguments: '<group>', description: 'Shows a group; id or path.' })
class GroupShowCommand extends ShowCommand {
  override readonly examples = ['llm-proxy group show acme/search'];

  protected override collection({ groups }: RegistryAdmin): RegistryAdmin['groups'] {
    return groups;
  }
}

/** `group move` */
@Command({
  name: 'move',
  arguments: '<group>',
  description: 'Moves a group, with all that is below it, below another one.',
})
class GroupMoveCommand extends RegistryCommand<GroupFlags> {
  override readonly examples = [
    'llm-proxy group move search --parent acme',
    'llm-proxy group move acme/search --parent /',
  ];

  @Option({ flags: '--parent <group>', description: 'id or path; / for the root', required: true })
  parseParent(text: string): string {
    return text;
  }

  protected override async execute(
    { groups }: RegistryAdmin,
    flags: GroupFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { parent = '/' } = flags;
    const moved = await groups.update(ref, { parent: parent === '/' ? null : parent });
    this.report(flags, moved, `The group is ${moved.path} now.`);
  }
}

/** `group update` */
@Command({ name: 'update', arguments: '<group>', description: 'Changes a group.' })
class GroupUpdateCommand extends GroupFlagsCommand {
  override readonly examples = [
    'llm-proxy group update acme/search --disable',
    'llm-proxy group update acme --tokens-per-day 5000000 --door chat,embeddings',
    'llm-proxy group update acme --tokens-per-day none --door any',
  ];

  @Option({ flags: '--name <name>', description: 'the new name' })
  parseName(text: string): string {
    return text;
  }

  @Option({ flags: '--disable', description: 'refuse its keys, and those of the groups below it' })
  parseDisable(): boolean {
    return true;
  }

  @Option({ flags: '--enable', description: 'accept its keys again' })
  parseEnable(): boolean {
    return true;
  }

  protected override async execute(
    { groups }: RegistryAdmin,
    flags: GroupFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { name, description, tag, enable = false, disable = false } = flags;
    if (enable && disable) throw new UsageError('Give one of --enable and --disable.');
    const patch = {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(tag !== undefined && { tags: tag }),
      ...((enable || disable) && { enabled: enable }),
      ...rulesFields(flags),
    };
    if (Object.keys(patch).length === 0) throw new UsageError('Nothing to change was given.');
    const group = await groups.update(ref, patch);
    this.report(
      flags,
      group,
      `Group ${group.path} updated; it is ${group.enabled ? 'enabled' : 'disabled'}.`,
    );
  }
}

/** `group remove` */
@Command({
  name: 'remove',
  arguments: '<group>',
  description: 'Removes a group; with --force its keys and groups go to its parent.',
})
class GroupRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy group remove acme/search', 'llm-proxy group remove acme --force'];
  protected override readonly kind = 'Group';

  protected override collection({ groups }: RegistryAdmin): RegistryAdmin['groups'] {
    return groups;
  }
}

/** `group` */
@Command({
  name: 'group',
  description: 'The tree of groups that keys belong to.',
  subCommands: [
    GroupAddCommand,
    GroupListCommand,
    GroupShowCommand,
    GroupUpdateCommand,
    GroupMoveCommand,
    GroupRemoveCommand,
  ],
})
export class GroupCommand extends CommandGroup {}
