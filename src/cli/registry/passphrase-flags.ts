import { Option } from '../command.decorators';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { readSecret } from '../secret-source';

/** Where a passphrase may come from. */
export interface PassphraseFlags extends RegistryOptions {
  readonly passphraseStdin?: boolean;
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
}

/** A command that seals or opens credentials with a passphrase. No flag holds it: process lists show those. */
export abstract class PassphraseCommand<Flags extends PassphraseFlags> extends RegistryCommand<Flags> {
  @Option({
    flags: '--passphrase-stdin',
    description: 'the passphrase of the credentials comes from standard input',
  })
  parsePassphraseStdin(): boolean {
    return true;
  }

  @Option({ flags: '--passphrase-file <file>', description: 'the file that holds it' })
  parsePassphraseFile(text: string): string {
    return text;
  }

  @Option({ flags: '--passphrase-env <name>', description: 'the environment variable that holds it' })
  parsePassphraseEnv(text: string): string {
    return text;
  }

  /** @throws UsageError when several sources were named, or the one that was cannot be read */
  protected async passphraseOf({
    passphraseStdin,
    passphraseFile,
    passphraseEnv,
  }: PassphraseFlags): Promise<{ readonly passphrase?: string }> {
    const passphrase = await readSecret({
      option: '--passphrase',
      stdin: passphraseStdin,
      file: passphraseFile,
      variable: passphraseEnv,
    });
    return passphrase === undefined ? {} : { passphrase };
  }
}
