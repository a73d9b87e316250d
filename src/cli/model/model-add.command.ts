import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { TokenPrices } from '../../registry/registry-records';
import { amountOf, countOf, pairOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { UsageError } from '../usage-error';

interface AddFlags extends RegistryOptions {
  readonly connId: string;
  readonly name: string;
  readonly remote?: string;
  readonly deployment?: string;
  readonly contextLength?: number;
  readonly maxOutput?: number;
  readonly capability?: readonly string[];
  readonly price?: TokenPrices;
}

const PRICE_CLASSES = ['input', 'output', 'cached_input', 'cache_write'] as const;

/** `model add` */
@Command({ name: 'add', description: 'Adds a model to a connection.' })
export class ModelAddCommand extends RegistryCommand<AddFlags> {
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

  @Option({ flags: '--remote <name>', description: "the provider's own name for it; --name by default" })
  parseRemote(text: string): string {
    return text;
  }

  @Option({ flags: '--deployment <name>', description: 'Azure: the deployment in the URL' })
  parseDeployment(text: string): string {
    return text;
  }

  @Option({ flags: '--context-length <tokens>', description: 'the context window' })
  parseContextLength(text: string): number {
    return countOf('--context-length', text);
  }

  @Option({ flags: '--max-output <tokens>', description: 'the longest answer' })
  parseMaxOutput(text: string): number {
    return countOf('--max-output', text);
  }

  @Option({ flags: '--capability <word>', description: 'such as tools, vision, reasoning; may be repeated' })
  parseCapability(text: string, before: readonly string[] = []): string[] {
    return [...before, text];
  }

  @Option({
    flags: '--price <class=dollars>',
    description: `dollars for a million tokens of ${PRICE_CLASSES.join(', ')}; may be repeated`,
  })
  parsePrice(text: string, before: TokenPrices = {}): TokenPrices {
    const [name, amount] = pairOf('--price', text);
    if (!PRICE_CLASSES.some((one) => one === name)) {
      throw new UsageError(`--price: '${name}' is none of ${PRICE_CLASSES.join(', ')}.`);
    }
    return { ...before, [name]: amountOf('--price', amount) };
  }

  protected override async execute(registry: RegistryAdmin, flags: AddFlags): Promise<void> {
    const { connId, name, remote, deployment, contextLength, maxOutput, capability, price } = flags;
    const model = await registry.models.create({
      connection: connId,
      name,
      ...(remote !== undefined && { remote_name: remote }),
      ...(deployment !== undefined && { deployment }),
      ...(contextLength !== undefined && { context_length: contextLength }),
      ...(maxOutput !== undefined && { max_output_tokens: maxOutput }),
      ...(capability !== undefined && { capabilities: capability }),
      ...(price !== undefined && { prices: price }),
    });
    this.report(flags, model, `Model ${model.connection_name}/${model.name} added (${model.id}).`);
  }
}
