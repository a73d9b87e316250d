import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { WantedDeployment } from './litellm-plan';

/** What LiteLLM chooses among the deployments of a name by; undefined where an entry does not say. */
export interface GivenOrder {
  readonly order: number | undefined;
  readonly weight: number | undefined;
}

/** What a weight may be here. */
const MAX_WEIGHT = 10_000;

/** Of an entry's `litellm_params`, or its `model_info` for the order, as LiteLLM reads them. */
export function givenOrder(params: JsonObject, info: unknown): GivenOrder {
  const order = params['order'] ?? (isObject(info) ? info['order'] : undefined);
  const { weight } = params;
  return {
    order: typeof order === 'number' && Number.isFinite(order) ? order : undefined,
    weight: typeof weight === 'number' && weight >= 0 && Number.isFinite(weight) ? weight : undefined,
  };
}

/**
 * Priorities from 1 on and weights of whole numbers for the deployments of one name, as LiteLLM chooses among them
 * (`get_order_filtered_deployments` and `simple_shuffle` of https://github.com/BerriAI/litellm): the lowest order first, those
 * without one behind; and where any of one order has a weight, those with none or 0 get a call only when the others are out of use.
 */
export function inOrder(
  given: readonly { readonly deployment: WantedDeployment; readonly order: GivenOrder }[],
): readonly WantedDeployment[] {
  const isWeighed = (level: number): boolean =>
    given.some(({ order }) => levelOf(order) === level && (order.weight ?? 0) > 0);
  const placed = given.map(({ deployment, order }) => {
    const level = levelOf(order);
    const isBehind = isWeighed(level) && (order.weight ?? 0) === 0;
    return { deployment, level, isBehind, weight: isBehind ? 0 : (order.weight ?? 0) };
  });
  const key = ({ level, isBehind }: (typeof placed)[number]): string => `${level} ${isBehind}`;
  const sorted = placed.toSorted(
    (a, b) => compare(a.level, b.level) || Number(a.isBehind) - Number(b.isBehind),
  );
  const priorities = [...new Set(sorted.map(key))];
  return placed.map((one) => {
    const together = placed.filter((other) => key(other) === key(one)).map(({ weight }) => weight);
    const priority = priorities.indexOf(key(one)) + 1;
    return { ...one.deployment, priority, weight: wholeWeight(one.weight, together) };
  });
}

function levelOf({ order }: GivenOrder): number {
  return order ?? Infinity;
}

/** Infinity has no difference to itself. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** 0.9 beside 0.1 is 9 beside 1; weights that no power of ten makes whole are shares of the greatest. */
function wholeWeight(weight: number, together: readonly number[]): number {
  const greatest = Math.max(...together);
  if (greatest === 0) return 1;
  for (let factor = 1; greatest * factor <= MAX_WEIGHT; factor *= 10) {
    if (together.every((one) => isWhole(one * factor))) return Math.round(weight * factor);
  }
  return Math.max(1, Math.round((weight / greatest) * MAX_WEIGHT));
}

/** But for what a fraction of two is off by. */
function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
