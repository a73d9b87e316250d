import type { RegistryAdmin } from '../../registry/registry-admin';
import { MODEL_LIMITS } from '../../registry/models/model-limits';
import { PRICED_BY_ONE, PRICE_NAMES } from '../../config/price-set';
import type { GivenPrices } from '../../config/price-set';
import type { ModelLimits, ProviderModelRecord } from '../../registry/registry-records';
import { Option } from '../command.decorators';
import { countOf, dateOf, pairOf } from '../option-values';
import { pricesOf } from '../price/price-flag';
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
  readonly price?: GivenPrices;
  readonly limit?: ModelLimits;
  readonly priceFrom?: string;
}

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
    description: `dollars for a million tokens of ${PRICE_NAMES.join(', ')} (${PRICED_BY_ONE}: for one), or free; may be repeated`,
  })
  parsePrice(text: string, before: GivenPrices = {}): GivenPrices {
    return pricesOf(text, before);
  }

  @Option({
    flags: '--limit <name=number>',
    description: `what it may be asked: ${MODEL_LIMITS.join(', ')} (a minute, a minute, at once); may be repeated`,
  })
  parseLimit(text: string, before: ModelLimits = {}): ModelLimits {
    const [given, amount] = pairOf('--limit', text);
    const name = MODEL_LIMITS.find((one) => one === given);
    if (name === undefined) {
      throw new UsageError(`--limit: '${given}' is not one of ${MODEL_LIMITS.join(', ')}.`);
    }
    return { ...before, [name]: countOf('--limit', amount) };
  }

  @Option({
    flags: '--price-from <when>',
    description: 'from when on the price counts: a date or a time, also one that has passed',
  })
  parsePriceFrom(text: string): string {
    return dateOf('--price-from', text);
  }

  /** A price with a date is one of its own, so that what was before stays priced as it was. */
  protected async setPrice(
    { prices }: RegistryAdmin,
    { connection_name, name }: ProviderModelRecord,
    { price, priceFrom }: ModelFlags,
  ): Promise<void> {
    if (priceFrom === undefined) return;
    if (price === undefined) throw new UsageError('--price-from goes with --price.');
    await prices.create({ target: `${connection_name}/${name}`, valid_from: priceFrom, prices: price });
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
  priceFrom,
  limit,
}: ModelFlags): {
  readonly remote_name?: string;
  readonly deployment?: string;
  readonly context_length?: number;
  readonly max_output_tokens?: number;
  readonly capabilities?: readonly string[];
  readonly prices?: GivenPrices;
  readonly limits?: ModelLimits;
} {
  return {
    ...(remote !== undefined && { remote_name: remote }),
    ...(deployment !== undefined && { deployment }),
    ...(contextLength !== undefined && { context_length: contextLength }),
    ...(maxOutput !== undefined && { max_output_tokens: maxOutput }),
    ...(capability !== undefined && { capabilities: capability }),
    ...(price !== undefined && priceFrom === undefined && { prices: price }),
    ...(limit !== undefined && { limits: limit }),
  };
}
