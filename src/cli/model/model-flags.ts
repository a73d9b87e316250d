import type { TokenPrices } from '../../registry/registry-records';
import { Option } from '../command.decorators';
import { amountOf, countOf, pairOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { UsageError } from '../usage-error';

/** What `model add` and `model update` can be told. */
export interface ModelFlags extends RegistryOptions {
  readonly remote?: string;
  readonly deployment?: string;
  readonly contextLength?: number;
  readonly maxOutput?: number;
  readonly capability?: readonly string[];
  readonly price?: TokenPrices;
}

const PRICE_CLASSES = ['input', 'output', 'cached_input', 'cache_write'] as const;

/** The options that describe a model, shared by the commands that make and change one. */
export abstract class ModelFlagsCommand<Flags extends ModelFlags> extends RegistryCommand<Flags> {
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
      throw new UsageError(`--price: '${name}' is not one of ${PRICE_CLASSES.join(', ')}.`);
    }
    return { ...before, [name]: amountOf('--price', amount) };
  }
}

/** The fields of the registry that the flags name. */
export function modelFields({
  remote,
  deployment,
  contextLength,
  maxOutput,
  capability,
  price,
}: ModelFlags): {
  readonly remote_name?: string;
  readonly deployment?: string;
  readonly context_length?: number;
  readonly max_output_tokens?: number;
  readonly capabilities?: readonly string[];
  readonly prices?: TokenPrices;
} {
  return {
    ...(remote !== undefined && { remote_name: remote }),
    ...(deployment !== undefined && { deployment }),
    ...(contextLength !== undefined && { context_length: contextLength }),
    ...(maxOutput !== undefined && { max_output_tokens: maxOutput }),
    ...(capability !== undefined && { capabilities: capability }),
    ...(price !== undefined && { prices: price }),
  };
}
