import {
  AFFINITY_WORDS,
  MAX_HEADERS_TIMEOUT_S,
  MIN_HEADERS_TIMEOUT_S,
  ORDER_NAMES,
  REFUSAL_WORDS,
} from '../../config/provider-file/route-settings';
import type { RouteSettings } from '../../config/provider-file/route-settings';
import { RESCUE_MODES } from '../../config/rescue-settings';
import { checkedNumber, notAllowed } from '../field-checks';
import { objectIn } from '../json-text';
import type { RouteRecord, RouteRules } from '../registry-records';
import type { RoutesTable } from '../tables';

/** What goes by default. */
const NO_ROUTE_RULES: RouteRules = {
  order: null,
  affinity: null,
  on_refusal: null,
  rescue: null,
  headers_timeout: null,
};

/** A stored route as it is shown. */
export function routeRecord(row: RoutesTable): RouteRecord {
  const { id, name, created_at, updated_at } = row;
  return { id, name, ...routeRules(row.settings), created_at, updated_at };
}

/** What a stored text says; a value that nobody knows any longer counts for nothing. */
export function routeRules(text: string): RouteRules {
  const stored = objectIn(text) ?? {};
  const rescue = stored['rescue'];
  const seconds = stored['headers_timeout'];
  return {
    order: ORDER_NAMES.find((word) => word === stored['order']) ?? null,
    affinity: AFFINITY_WORDS.find((word) => word === stored['affinity']) ?? null,
    on_refusal: REFUSAL_WORDS.find((word) => word === stored['on_refusal']) ?? null,
    rescue: Array.isArray(rescue)
      ? rescue.flatMap((one: unknown) => RESCUE_MODES.find((mode) => mode === one) ?? [])
      : null,
    headers_timeout: typeof seconds === 'number' ? seconds : null,
  };
}

/** The same as routing reads it. */
export function routeSettings({
  order,
  affinity,
  on_refusal,
  rescue,
  headers_timeout,
}: RouteRules): RouteSettings {
  return {
    order: order ?? undefined,
    affinity: affinity === null ? undefined : affinity === 'on',
    onRefusal: on_refusal ?? undefined,
    rescue: rescue ?? undefined,
    headersTimeoutMs: headers_timeout === null ? undefined : headers_timeout * 1_000,
  };
}

/**
 * What is asked for, over what there was.
 * @throws GatewayError INVALID_REQUEST with `param`, naming the allowed words
 */
export function checkedRouteRules(
  given: Partial<RouteRules>,
  before: RouteRules = NO_ROUTE_RULES,
): RouteRules {
  const { order, affinity, on_refusal, rescue, headers_timeout } = given;
  return {
    order: order === undefined ? before.order : wordOrNull(order, ORDER_NAMES, 'order'),
    affinity: affinity === undefined ? before.affinity : wordOrNull(affinity, AFFINITY_WORDS, 'affinity'),
    on_refusal:
      on_refusal === undefined ? before.on_refusal : wordOrNull(on_refusal, REFUSAL_WORDS, 'on_refusal'),
    rescue: rescue === undefined ? before.rescue : checkedRescue(rescue),
    headers_timeout: headers_timeout === undefined ? before.headers_timeout : checkedTimeout(headers_timeout),
  };
}

function wordOrNull<const T extends string>(value: unknown, words: readonly T[], param: string): T | null {
  if (value === null) return null;
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw notAllowed(param, `The ${param} must be one of ${words.join(', ')}.`);
}

function checkedRescue(value: unknown): RouteRules['rescue'] {
  if (value === null) return null;
  const given: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  const modes = given?.flatMap((one) => RESCUE_MODES.find((mode) => mode === one) ?? []);
  if (modes !== undefined && modes.length === given?.length && new Set(modes).size === modes.length)
    return modes;
  throw notAllowed(
    'rescue',
    `The rescue must be a list of ${RESCUE_MODES.join(', ')}; an empty one for none.`,
  );
}

function checkedTimeout(value: unknown): number | null {
  const bounds = { min: MIN_HEADERS_TIMEOUT_S, max: MAX_HEADERS_TIMEOUT_S };
  return value === null ? null : checkedNumber(value, 'headers_timeout', bounds);
}
