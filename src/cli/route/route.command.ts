import { AFFINITY_WORDS, ORDER_NAMES, REFUSAL_WORDS } from '../../config/provider-file/route-settings';
import { RESCUE_MODES, rescueModes } from '../../config/rescue-settings';
import type { RegistryAdmin } from '../../registry/registry-admin';
import type { RouteRecord, RouteRules } from '../../registry/registry-records';
import { Command, Option } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { everyRecord } from '../every-record';
import { ListCommand } from '../list-command';
import { amountOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';
import { RemoveCommand } from '../remove-command';
import { ShowCommand } from '../show-command';
import type { Column } from '../terminal';
import { UsageError } from '../usage-error';

/** Takes away what was said. The command line's library knows no null. */
const DEFAULT = 'default';
type OrDefault<T> = Exclude<T, null> | typeof DEFAULT;

interface SetFlags extends RegistryOptions {
  readonly order?: OrDefault<RouteRules['order']>;
  readonly affinity?: OrDefault<RouteRules['affinity']>;
  readonly onRefusal?: OrDefault<RouteRules['on_refusal']>;
  readonly rescue?: OrDefault<RouteRules['rescue']>;
  readonly headersTimeout?: OrDefault<number>;
}

/** `route set` */
@Command({
  name: 'set',
  arguments: '<name>',
  description:
    'Says how the deployments behind an alias, a name or a pattern (claude-*) are chosen; what is not given stays.',
})
class RouteSetCommand extends RegistryCommand<SetFlags> {
  override readonly examples = [
    'llm-proxy route set gpt-4 --order latency --on-refusal fallback',
    "llm-proxy route set 'claude-*' --rescue prefill,restart --headers-timeout 20",
    'llm-proxy route set gpt-4 --order default --rescue off',
  ];

  @Option({ flags: '--order <order>', description: `${ORDER_NAMES.join(', ')}, or default` })
  parseOrder(text: string): OrDefault<RouteRules['order']> {
    return wordOf('--order', text, ORDER_NAMES);
  }

  @Option({
    flags: '--affinity <word>',
    description: `whether a session stays where its prompt cache is: ${AFFINITY_WORDS.join(', ')}, or default`,
  })
  parseAffinity(text: string): OrDefault<RouteRules['affinity']> {
    return wordOf('--affinity', text, AFFINITY_WORDS);
  }

  @Option({
    flags: '--on-refusal <word>',
    description: `what another deployment may do after a refusal for content: ${REFUSAL_WORDS.join(', ')}, or default`,
  })
  parseOnRefusal(text: string): OrDefault<RouteRules['on_refusal']> {
    return wordOf('--on-refusal', text, REFUSAL_WORDS);
  }

  @Option({
    flags: '--rescue <modes>',
    description: `how broken streams are gone on with: off, or ${RESCUE_MODES.join(', ')}, comma-separated; or default`,
  })
  parseRescue(text: string): OrDefault<RouteRules['rescue']> {
    if (text === DEFAULT) return DEFAULT;
    try {
      return rescueModes.parse(text);
    } catch {
      throw new UsageError(`--rescue takes ${rescueModes.allowed}; or ${DEFAULT}; not '${text}'.`);
    }
  }

  @Option({
    flags: '--headers-timeout <seconds>',
    description: 'how long a deployment may take to begin its answer, whole answers included; or default',
  })
  parseHeadersTimeout(text: string): OrDefault<number> {
    return text === DEFAULT ? DEFAULT : amountOf('--headers-timeout', text);
  }

  protected override async execute(
    { routes }: RegistryAdmin,
    flags: SetFlags,
    [name = '']: readonly string[],
  ): Promise<void> {
    const { order, affinity, onRefusal, rescue, headersTimeout } = flags;
    const rules: Partial<RouteRules> = {
      ...(order !== undefined && { order: orNull(order) }),
      ...(affinity !== undefined && { affinity: orNull(affinity) }),
      ...(onRefusal !== undefined && { on_refusal: orNull(onRefusal) }),
      ...(rescue !== undefined && { rescue: orNull(rescue) }),
      ...(headersTimeout !== undefined && { headers_timeout: orNull(headersTimeout) }),
    };
    if (Object.keys(rules).length === 0) throw new UsageError('Nothing to set was given.');
    const known = await findRoute(routes, name);
    const route = known ? await routes.update(known.id, rules) : await routes.create({ name, ...rules });
    this.report(flags, route, `Route ${route.name} set (${route.id}).`);
  }
}

async function findRoute(routes: RegistryAdmin['routes'], name: string): Promise<RouteRecord | undefined> {
  for await (const route of everyRecord((page) => routes.list(page))) {
    if (route.id === name || route.name === name) return route;
  }
  return undefined;
}

/** `route list` */
@Command({
  name: 'list',
  description: 'Lists what is said of names, beside the routes of the provider file.',
})
class RouteListCommand extends ListCommand<RouteRecord> {
  override readonly examples = ['llm-proxy route list'];
  protected override readonly none = 'There is no route: the settings count, and the provider file.';
  protected override readonly columns: readonly Column<RouteRecord>[] = [
    { title: 'NAME', value: ({ name }) => name },
    { title: 'ORDER', value: ({ order }) => order ?? '-' },
    { title: 'AFFINITY', value: ({ affinity }) => affinity ?? '-' },
    { title: 'ON REFUSAL', value: ({ on_refusal }) => on_refusal ?? '-' },
    { title: 'RESCUE', value: ({ rescue }) => (rescue?.length === 0 ? 'off' : (rescue?.join(', ') ?? '-')) },
    {
      title: 'HEADERS',
      value: ({ headers_timeout }) => (headers_timeout === null ? '-' : `${headers_timeout} s`),
    },
    { title: 'ID', value: ({ id }) => id },
  ];

  protected override records({ routes }: RegistryAdmin): AsyncIterable<RouteRecord> {
    return everyRecord((page) => routes.list(page));
  }
}

/** `route show` */
@Command({ name: 'show', arguments: '<route>', description: 'Shows a route; id or name.' })
class RouteShowCommand extends ShowCommand {
  override readonly examples = ['llm-proxy route show gpt-4'];

  protected override collection({ routes }: RegistryAdmin): RegistryAdmin['routes'] {
    return routes;
  }
}

/** `route remove` */
@Command({
  name: 'remove',
  arguments: '<route>',
  description: 'Removes a route; what it was about goes by default again.',
})
class RouteRemoveCommand extends RemoveCommand {
  override readonly examples = ['llm-proxy route remove gpt-4'];
  protected override readonly kind = 'Route';

  protected override collection({ routes }: RegistryAdmin): RegistryAdmin['routes'] {
    return routes;
  }
}

/** `route` */
@Command({
  name: 'route',
  description: 'How the deployments behind a name are chosen.',
  subCommands: [RouteSetCommand, RouteListCommand, RouteShowCommand, RouteRemoveCommand],
})
export class RouteCommand extends CommandGroup {}

function wordOf<const T extends string>(
  option: string,
  text: string,
  words: readonly T[],
): T | typeof DEFAULT {
  if (text === DEFAULT) return DEFAULT;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new UsageError(`${option} takes ${words.join(', ')} or ${DEFAULT}, not '${text}'.`);
}

function orNull<T>(value: T): Exclude<T, typeof DEFAULT> | null {
  return value === DEFAULT ? null : (value as Exclude<T, typeof DEFAULT>);
}
