import { Command } from '../command.decorators';
import type { ProviderModels, RegistryAdmin } from '../../registry/registry-admin';
import { RemoveCommand } from '../remove-command';

/** `model remove` */
@Command({
  name: 'remove',
  arguments: '<model>',
  description: 'Removes a model (id or connection/model); refused while it is assigned, unless --force.',
})
export class ModelRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy model remove OpenAI-Main/gpt-4o'];
  protected override readonly kind = 'Model';

  protected override collection({ models }: RegistryAdmin): ProviderModels {
    return models;
  }
}
