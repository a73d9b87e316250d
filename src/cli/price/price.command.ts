import { PRICED_BY_ONE, PRICE_NAMES } from '../../config/price-set';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { GivenPrices } from '../../config/price-set';
import type { PriceRecord } from '../../registry/registry-records';
import { Command, Option } from '../command.decorators';
import { CommandFailed } from '../failure';
import { CommandGroup } from '../command-group';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import { dateOf } from '../option-values';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { RemoveCommand } from '../remove-command';
import { shortTime } from '../terminal';
import type { Column } from '../terminal';
import { useReports } from '../usage/usage-access';
import { pricesOf } from './price-flag';

/** `price list` */
@Command({ name: 'list', description: 'Lists your own prices; the shipped ones are behind them.' })
class PriceListCommand extends ListCommand<PriceRecord> {
  override readonly examples = ['llm-proxy price list', 'llm-proxy price list --json'];
  protected override readonly none = 'There is no own price: the shipped table counts.';
  protected override readonly columns: readonly Column<PriceRecord>[] = [
    { title: 'FOR', value: ({ target }) => target },
    { title: 'FROM', value: ({ valid_from }) => (valid_from === null ? 'always' : shortTime(valid_from)) },
    {
      title: 'DOLLARS FOR A MILLION',
      value: ({ prices }) =>
        Object.entries(prices)
          .map(([name, price]) => `${name}=${price}`)
          .join(' '),
    },
    { title: 'ID', value: ({ id }) => id },
  ];

  protected override records({ prices }: RegistryAdmin): AsyncIterable<PriceRecord> {
    return everyRecord((page) => prices.list(page));
  }
}

interface SetFlags extends RegistryOptions {
  readonly price?: GivenPrices;
  readonly from?: string;
}

/** `price set` */
@Command({
  name: 'set',
  arguments: '<model>',
  description: 'Sets a price for connection/model or provider/model, in which * is any text.',
})
class PriceSetCommand extends RegistryCommand<SetFlags> {
  override readonly examples = [
    'llm-proxy price set OpenAI-Main/gpt-4o --price input=2.5,output=10,cached=1.25',
    "llm-proxy price set 'mistral/*' --price input=0.4,output=2 --from 2026-11-01",
    "llm-proxy price set 'Local-Llama/*' --price free",
  ];

  @Option({
    flags: '--price <class=dollars>',
    description: `dollars for a million tokens of ${PRICE_NAMES.join(', ')} (${PRICED_BY_ONE}: for one), or free; may be repeated`,
    required: true,
  })
  parsePrice(text: string, before: GivenPrices = {}): GivenPrices {
    return pricesOf(text, before);
  }

  @Option({ flags: '--from <when>', description: 'from when on: a date or a time, also one that has passed' })
  parseFrom(text: string): string {
    return dateOf('--from', text);
  }

  protected override async execute(
    { prices }: RegistryAdmin,
    flags: SetFlags,
    [target = '']: readonly string[],
  ): Promise<void> {
    const { price = {}, from: valid_from = null } = flags;
    const made = await prices.create({ target, valid_from, prices: price });
    const since = made.valid_from === null ? '' : ` from ${shortTime(made.valid_from)} UTC on`;
    this.report(flags, made, `Price for ${made.target} set${since} (${made.id}).`);
  }
}

/** `price remove` */
@Command({
  name: 'remove',
  arguments: '<price>',
  description: 'Removes one of your own prices: by its id, or the latest for a model.',
})
class PriceRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy price remove OpenAI-Main/gpt-4o'];
  protected override readonly kind = 'Price';

  protected override collection({ prices }: RegistryAdmin): RegistryAdmin['prices'] {
    return prices;
  }
}

/** `price check` */
@Command({
  name: 'check',
  description:
    'Says which models that were used in the last 30 days have no price; exits with 1 if there are any.',
})
class PriceCheckCommand extends PlacedCommand {
  override readonly examples = ['llm-proxy price check'];

  override run(_args: readonly string[], flags: PlacedOptions): Promise<void> {
    const filter = { since: Math.floor(Date.now() / HOUR_MS) * HOUR_MS - DAYS_MS };
    return useReports(this.context.access, flags, async (source) => {
      const { data } = await source.usage(['deployment', 'model'], filter);
      const unpriced = data.filter(({ unpriced_calls }) => unpriced_calls > 0);
      if (unpriced.length === 0) {
        if (flags.json === true) this.terminal.json(unpriced);
        else this.terminal.line('Every model in use has a price.');
        return;
      }
      if (flags.json === true) {
        this.terminal.json(unpriced);
        throw new CommandFailed();
      }
      this.terminal.table(
        [
          { title: 'MODEL', value: ({ group }) => group['deployment'] ?? '' },
          { title: 'CALLS WITHOUT A PRICE', value: ({ unpriced_calls }) => String(unpriced_calls) },
        ],
        unpriced,
      );
      this.terminal.note('Set one: llm-proxy price set <model> --price input=…,output=…');
      throw new CommandFailed();
    });
  }
}

const HOUR_MS = 3_600_000;
const DAYS_MS = 30 * 24 * HOUR_MS;

/** `price` */
@Command({
  name: 'price',
  description: 'What tokens cost.',
  subCommands: [PriceListCommand, PriceSetCommand, PriceCheckCommand, PriceRemoveCommand],
})
export class PriceCommand extends CommandGroup {}
