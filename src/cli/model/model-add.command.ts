import type { RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { modelFields, ModelFlagsCommand } from './model-flags';
import type { ModelFlags } from './model-flags';

interface AddFlags extends ModelFlags {
  readonly connId: string;
  readonly name: string;
}

/** `model add` */
@Command({ name: 'add', description: 'Adds a model to a connection.' })
export class ModelAddCommand extends ModelFlagsCommand<AddFlags> {
  override readonly examples = [
    'llm-proxy model add --conn-id OpenAI-Main --name gpt-4o',
    'llm-proxy model add --conn-id Azure-EU --name gpt-4o --remote gpt-4o --deployment my-gpt4o',
    'llm-proxy model add --conn-id Claude --name sonnet --remote claude-sonnet-4-5 --price input=3 --price output=15',
  ];

  @Option({ flags: '--conn-id <connection>', description: 'id or name of the connection', required: true })
  parseConnection(text: string): string {
    return text;
  }

  @Option({
    flags: '--name <name>',
    description: 'what to call it; unique within the connection',
    required: true,
  })
  parseName(text: string): string {
    return text;
  }

  protected override async execute(registry: RegistryAdmin, flags: AddFlags): Promise<void> {
    const { connId, name } = flags;
    const model = await registry.models.create({ connection: connId, name, ...modelFields(flags) });
    await this.setPrice(registry, model, flags);
    this.report(flags, model, `Model ${model.connection_name}/${model.name} added (${model.id}).`);
  }
}
