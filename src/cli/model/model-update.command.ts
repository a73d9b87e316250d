import type { ProviderModelPatch, RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { UsageError } from '../usage-error';
import { modelFields, ModelFlagsCommand } from './model-flags';
import type { ModelFlags } from './model-flags';

/** What of a model may be unknown, by the word that names it on the command line. */
const CLEARED = {
  deployment: { deployment: null },
  'context-length': { context_length: null },
  'max-output': { max_output_tokens: null },
  capability: { capabilities: [] },
  price: { prices: null },
  limit: { limits: null },
} as const satisfies Record<string, ProviderModelPatch>;
type Clearable = keyof typeof CLEARED;

interface UpdateFlags extends ModelFlags {
  readonly name?: string;
  readonly clear?: readonly Clearable[];
}

/** `model update` */
@Command({
  name: 'update',
  arguments: '<model>',
  description: 'Changes a model (id or connection/model); what is not given stays.',
})
export class ModelUpdateCommand extends ModelFlagsCommand<UpdateFlags> {
  override readonly examples = [
    'llm-proxy model update OpenAI-Main/gpt-4o --context-length 128000 --max-output 16384',
    'llm-proxy model update Azure-EU/gpt-4o --deployment gpt4o-2026 --name gpt-4o-eu',
    'llm-proxy model update Claude/sonnet --clear price',
  ];

  @Option({ flags: '--name <name>', description: 'the new name' })
  parseName(text: string): string {
    return text;
  }

  @Option({
    flags: '--clear <field>',
    description: `takes away what is known: ${Object.keys(CLEARED).join(', ')}; may be repeated`,
  })
  parseClear(text: string, before: readonly Clearable[] = []): Clearable[] {
    if (isClearable(text)) return [...before, text];
    throw new UsageError(`--clear: '${text}' is not one of ${Object.keys(CLEARED).join(', ')}.`);
  }

  protected override async execute(
    registry: RegistryAdmin,
    flags: UpdateFlags,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const { name, clear = [] } = flags;
    const patch: ProviderModelPatch = {
      ...(name !== undefined && { name }),
      ...clear.reduce<ProviderModelPatch>((fields, one) => ({ ...fields, ...CLEARED[one] }), {}),
      ...modelFields(flags),
    };
    const { models } = registry;
    const isChanged = Object.keys(patch).length > 0;
    if (!isChanged && flags.priceFrom === undefined) throw new UsageError('Nothing to change was given.');
    const model = isChanged ? await models.update(ref, patch) : await models.get(ref);
    await this.setPrice(registry, model, flags);
    this.report(flags, model, `Model ${model.connection_name}/${model.name} updated.`);
  }
}

function isClearable(text: string): text is Clearable {
  return Object.hasOwn(CLEARED, text);
}
