import type { ProviderModels, RegistryAdmin } from '../../registry/registry-admin';
import { Command } from '../command.decorators';
import { ShowCommand } from '../show-command';

/** `model show` */
@Command({ name: 'show', arguments: '<model>', description: 'Shows one model (id or connection/model).' })
export class ModelShowCommand extends ShowCommand {
  override readonly examples = ['llm-proxy model show OpenAI-Main/gpt-4o'];

  protected override collection({ models }: RegistryAdmin): ProviderModels {
    return models;
  }
}
