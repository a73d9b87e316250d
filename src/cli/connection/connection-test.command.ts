import { Command } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { CommandFailed } from '../failure';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

/** `connection test` */
@Command({
  name: 'test',
  arguments: '<connection>',
  description: 'Makes one cheap authenticated call and keeps the outcome; exit code 1 when it failed.',
})
export class ConnectionTestCommand extends RegistryCommand {
  override readonly examples = ['llm-proxy connection test OpenAI-Main'];

  protected override async execute(
    { connections }: RegistryAdmin,
    options: RegistryOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const outcome = await connections.test(ref);
    this.report(options, outcome, `${outcome.ok ? 'ok' : 'failed'}  ${outcome.message}`);
    if (!outcome.ok) throw new CommandFailed();
  }
}
