import type { Field, YamlReader } from './yaml-reader';

/** The ways to order the deployments behind a name; each is a file in `src/routing/order/`. */
const ORDER_NAMES = ['priority', 'latency', 'least-busy', 'cost', 'weighted'] as const;
export type OrderName = (typeof ORDER_NAMES)[number];

/** How the deployments behind a name are chosen; undefined for what goes by default. */
export interface RouteSettings {
  readonly order?: OrderName | undefined;
  /** Whether calls of one session go where its prompt cache is. */
  readonly affinity?: boolean | undefined;
  /** Whether another deployment may answer what one has refused for its content. */
  readonly onRefusal?: 'fallback' | 'refuse' | undefined;
}

/** The fields of a route that is a mapping. */
export const ROUTE_FIELDS = ['models', 'order', 'affinity', 'on_refusal'];

const SWITCH = ['on', 'off'] as const;
const REFUSAL = ['fallback', 'refuse'] as const;

/** Reads what a route says beside its models. */
export function parseRouteSettings(fields: ReadonlyMap<string, Field>, reader: YamlReader): RouteSettings {
  const wordIn = <const T extends string>(name: string, words: readonly T[]): T | undefined => {
    const field = fields.get(name);
    const text = field && reader.text(field, `one of ${words.join(', ')}`);
    if (field === undefined || text === undefined) return undefined;
    const word = words.find((one) => one === text);
    if (word === undefined)
      reader.mistake(field, `must be one of ${words.join(', ')}, found ${JSON.stringify(text.slice(0, 80))}`);
    return word;
  };
  const affinity = wordIn('affinity', SWITCH);
  return Object.freeze({
    order: wordIn('order', ORDER_NAMES),
    affinity: affinity === undefined ? undefined : affinity === 'on',
    onRefusal: wordIn('on_refusal', REFUSAL),
  });
}
