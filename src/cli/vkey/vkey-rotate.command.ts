import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { durationOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { shortTime } from '../terminal';
import { printMadeKey } from './vkey-made';

interface RotateFlags extends RegistryOptions {
  readonly grace?: number;
}

/** `vkey rotate` */
@Command({
  name: 'rotate',
  arguments: '<vkey>',
  description: 'Makes a new key for a virtual key and shows it once; the one before is valid for the grace.',
})
export class VkeyRotateCommand extends RegistryCommand<RotateFlags> {
  override readonly examples = [
    'llm-proxy vkey rotate Frontend-App --grace 24h',
    'llm-proxy vkey rotate Frontend-App --grace 0',
  ];

  @Option({ flags: '--grace <duration>', description: 'how long the key before stays valid; 0 by default' })
  parseGrace(text: string): number {
    return durationOf('--grace', text);
  }

  protected override async execute(
    { virtualKeys }: RegistryAdmin,
    flags: RotateFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const made = await virtualKeys.rotate(ref, { grace_seconds: flags.grace ?? 0 });
    const until = made.previous_key_until;
    const before = until === null ? 'no longer valid' : `valid until ${shortTime(until)} UTC`;
    printMadeKey(
      this.terminal,
      flags,
      made,
      `Virtual key ${made.name} rotated; the key before is ${before}.`,
    );
  }
}
