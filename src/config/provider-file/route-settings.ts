import { RESCUE_MODES } from '../rescue-settings';
import type { RescueModeName } from '../rescue-settings';
import type { Field, YamlReader } from './yaml-reader';

/** The ways to order the deployments behind a name; each is a file in `src/routing/order/`. */
export const ORDER_NAMES = ['priority', 'latency', 'least-busy', 'cost', 'weighted'] as const;
export type OrderName = (typeof ORDER_NAMES)[number];

/** How the deployments behind a name are chosen, and what becomes of their failures; undefined for what goes by default. */
export interface RouteSettings {
  readonly order?: OrderName | undefined;
  /** Whether calls of one session go where its prompt cache is. */
  readonly affinity?: boolean | undefined;
  /** Whether another deployment may answer what one has refused for its content. */
  readonly onRefusal?: 'fallback' | 'refuse' | undefined;
  /** How broken streams are gone on with, in order, in place of `LLM_PROXY__RESCUE`; none for not at all. */
  readonly rescue?: readonly RescueModeName[] | undefined;
  /** In place of `LLM_PROXY__HEADERS_TIMEOUT`, and for whole answers too. */
  readonly headersTimeoutMs?: number | undefined;
}

/** The fields of a route that is a mapping. */
export const ROUTE_FIELDS = ['models', 'order', 'affinity', 'on_refusal', 'rescue', 'headers_timeout'];

export const AFFINITY_WORDS = ['on', 'off'] as const;
export const REFUSAL_WORDS = ['fallback', 'refuse'] as const;
/** Seconds, as `LLM_PROXY__HEADERS_TIMEOUT`. */
export const MIN_HEADERS_TIMEOUT_S = 0.01;
export const MAX_HEADERS_TIMEOUT_S = 86_400;

/** Reads what a route says beside its models. */
export function parseRouteSettings(fields: ReadonlyMap<string, Field>, reader: YamlReader): RouteSettings {
  const wordIn = <const T extends string>(name: string, words: readonly T[]): T | undefined => {
    const field = fields.get(name);
    return field && wordOf(field, words, reader);
  };
  const affinity = wordIn('affinity', AFFINITY_WORDS);
  const rescue = fields.get('rescue');
  const timeout = fields.get('headers_timeout');
  const seconds = timeout && reader.number(timeout, MIN_HEADERS_TIMEOUT_S, MAX_HEADERS_TIMEOUT_S, 'any');
  return Object.freeze({
    order: wordIn('order', ORDER_NAMES),
    affinity: affinity === undefined ? undefined : affinity === 'on',
    onRefusal: wordIn('on_refusal', REFUSAL_WORDS),
    rescue: rescue && rescueIn(rescue, reader),
    headersTimeoutMs: seconds === undefined ? undefined : seconds * 1_000,
  });
}

/** A list of modes, or `off`. */
function rescueIn(field: Field, reader: YamlReader): readonly RescueModeName[] | undefined {
  if (!reader.isList(field)) return wordOf(field, ['off'], reader, LIST_WORDS) && [];
  const modes = (reader.list(field) ?? []).flatMap((entry) => wordOf(entry, RESCUE_MODES, reader) ?? []);
  return Object.freeze([...new Set(modes)]);
}

const LIST_WORDS = `off, or a list of ${RESCUE_MODES.join(', ')}`;

function wordOf<const T extends string>(
  field: Field,
  words: readonly T[],
  reader: YamlReader,
  allowed = `one of ${words.join(', ')}`,
): T | undefined {
  const text = reader.text(field, allowed);
  if (text === undefined) return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined)
    reader.mistake(field, `must be ${allowed}, found ${JSON.stringify(text.slice(0, 80))}`);
  return word;
}
