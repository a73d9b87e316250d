import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { expiryOf } from '../option-values';
import { rulesFields, RulesFlagsCommand } from '../rules-flags';
import type { RulesFlags } from '../rules-flags';
import { shortTime } from '../terminal';
import { UsageError } from '../usage-error';

interface UpdateFlags extends RulesFlags {
  readonly name?: string;
  readonly expires?: string;
  readonly group?: string;
}

/** `vkey update` */
@Command({
  name: 'update',
  arguments: '<vkey>',
  description: 'Changes name, expiry, group or limits of a virtual key; the key itself stays.',
})
export class VkeyUpdateCommand extends RulesFlagsCommand<UpdateFlags> {
  override readonly examples = [
    'llm-proxy vkey update Frontend-App --expires 90d',
    'llm-proxy vkey update Frontend-App --name Web-App --expires never',
    'llm-proxy vkey update Frontend-App --requests-per-minute 120 --door chat',
  ];

  @Option({ flags: '--name <name>', description: 'the new name' })
  parseName(text: string): string {
    return text;
  }

  @Option({ flags: '--expires <when>', description: '90d, 24h, a date such as 2027-01-01, or never' })
  parseExpires(text: string): string {
    return text;
  }

  @Option({
    flags: '--group <group>',
    description: 'id or path of the group that it belongs to; / for the root',
  })
  parseGroup(text: string): string {
    return text;
  }

  protected override async execute(
    { virtualKeys }: RegistryAdmin,
    flags: UpdateFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { name, expires, group } = flags;
    const patch = {
      ...(name !== undefined && { name }),
      ...(group !== undefined && { group: group === '/' ? null : group }),
      ...(expires !== undefined && { expires_at: expiryOf('--expires', expires) }),
      ...rulesFields(flags),
    };
    if (Object.keys(patch).length === 0) throw new UsageError('Nothing to change was given.');
    const key = await virtualKeys.update(ref, patch);
    const until = key.expires_at === null ? 'never expires' : `expires ${shortTime(key.expires_at)} UTC`;
    this.report(flags, key, `Virtual key ${key.name} updated; it ${until}.`);
  }
}
