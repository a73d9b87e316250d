import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { MODEL_COLUMNS } from './model-columns';

interface DiscoverFlags extends RegistryOptions {
  readonly connId: string;
}

/** `model discover` */
@Command({
  name: 'discover',
  description: 'Adds the models that the provider lists and that are not there yet.',
})
export class ModelDiscoverCommand extends RegistryCommand<DiscoverFlags> {
  override readonly examples = ['llm-proxy model discover --conn-id OpenAI-Main'];

  @Option({ flags: '--conn-id <connection>', description: 'id or name of the connection', required: true })
  parseConnection(text: string): string {
    return text;
  }

  protected override async execute({ connections }: RegistryAdmin, flags: DiscoverFlags): Promise<void> {
    const added = await connections.discover(flags.connId);
    if (flags.json === true) return void this.terminal.json(added);
    this.terminal.note(added.length === 1 ? '1 model added.' : `${added.length} models added.`);
    if (added.length > 0) this.terminal.table(MODEL_COLUMNS, added);
  }
}
