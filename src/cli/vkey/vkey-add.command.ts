import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { expiryOf } from '../option-values';
import { rulesFields, RulesFlagsCommand } from '../rules-flags';
import type { RulesFlags } from '../rules-flags';
import { readSecret } from '../secret-source';
import { printMadeKey } from './vkey-made';

interface AddFlags extends RulesFlags {
  readonly name: string;
  readonly key?: string;
  readonly keyStdin?: boolean;
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly expires?: string;
  readonly group?: string;
}

/** `vkey add` */
@Command({ name: 'add', description: 'Makes a virtual key and shows it once.' })
export class VkeyAddCommand extends RulesFlagsCommand<AddFlags> {
  override readonly examples = [
    'llm-proxy vkey add --name Frontend-App --expires 90d',
    'llm-proxy vkey add --name Frontend-App --key vk-front-1234',
    'KEY=$(llm-proxy vkey add --name Batch-Jobs)',
    'llm-proxy vkey add --name Nightly --group acme --requests-per-minute 60 --allow-from 10.0.0.0/8',
  ];

  @Option({ flags: '--name <name>', description: 'what to call it; unique', required: true })
  parseName(text: string): string {
    return text;
  }

  @Option({
    flags: '--key <key>',
    description:
      'a key of your own, at least 12 characters; process lists show a flag: better one of the next three',
  })
  parseKey(text: string): string {
    return text;
  }

  @Option({ flags: '--key-stdin', description: 'your own key comes from standard input' })
  parseKeyStdin(): boolean {
    return true;
  }

  @Option({ flags: '--key-file <file>', description: 'the file that holds it' })
  parseKeyFile(text: string): string {
    return text;
  }

  @Option({ flags: '--key-env <name>', description: 'the environment variable that holds it' })
  parseKeyEnv(text: string): string {
    return text;
  }

  @Option({
    flags: '--expires <when>',
    description: '90d, 24h, a date such as 2027-01-01, or never (the default)',
  })
  parseExpires(text: string): string {
    return text;
  }

  @Option({ flags: '--group <group>', description: 'id or path of the group that it belongs to' })
  parseGroup(text: string): string {
    return text;
  }

  protected override async execute({ virtualKeys }: RegistryAdmin, flags: AddFlags): Promise<void> {
    const { name, expires, group, keyStdin, keyFile, keyEnv } = flags;
    const key = await readSecret({
      option: '--key',
      value: flags.key,
      stdin: keyStdin,
      file: keyFile,
      variable: keyEnv,
    });
    const made = await virtualKeys.create({
      name,
      ...(group !== undefined && { group }),
      ...(key !== undefined && { key }),
      ...(expires !== undefined && { expires_at: expiryOf('--expires', expires) }),
      ...rulesFields(flags),
    });
    const sentence = `Virtual key ${made.name} added (${made.id}).`;
    if (key === undefined || flags.json === true) printMadeKey(this.terminal, flags, made, sentence);
    else this.terminal.line(sentence);
  }
}
