import type { JsonObject } from '../../../json/json-object';

interface Bounds {
  readonly low: number;
  readonly lowExcluded: boolean;
  readonly high: number;
  readonly highExcluded: boolean;
}

/** A number within a schema's limits: 1 where that is allowed, and steps up from there for further variants. */
export function numberExample(schema: JsonObject, integer: boolean, variant: number): number {
  const bounds = boundsOf(schema);
  const step = stepOf(schema, integer);
  const first = isMultiple(1, step) && inside(1, bounds) ? 1 : nearest(bounds, step);
  const varied = first + variant * (step ?? 1);
  return inside(varied, bounds) ? varied : first;
}

/** The lowest number inside the bounds, or the highest where nothing bounds it from below. */
function nearest(bounds: Bounds, step: number | undefined): number {
  const { low, high, lowExcluded, highExcluded } = bounds;
  if (step === undefined) {
    if (low === -Infinity) return highExcluded ? high - 1 : high;
    if (!lowExcluded) return low;
    return high === Infinity ? low + 1 : (low + high) / 2;
  }
  if (low === -Infinity) {
    const last = Math.floor(high / step) * step;
    return highExcluded && last === high ? last - step : last;
  }
  const start = Math.ceil(low / step) * step;
  return lowExcluded && start === low ? start + step : start;
}

function inside(value: number, { low, lowExcluded, high, highExcluded }: Bounds): boolean {
  return (lowExcluded ? value > low : value >= low) && (highExcluded ? value < high : value <= high);
}

function isMultiple(value: number, step: number | undefined): boolean {
  return step === undefined || Number.isInteger(value / step);
}

/** Draft 4's `exclusiveMinimum: true` beside `minimum` is understood as well as the later number. */
function boundsOf(schema: JsonObject): Bounds {
  const low = finite(schema.minimum) ?? -Infinity;
  const high = finite(schema.maximum) ?? Infinity;
  const above = finite(schema.exclusiveMinimum) ?? -Infinity;
  const below = finite(schema.exclusiveMaximum) ?? Infinity;
  return {
    low: Math.max(low, above),
    lowExcluded: above >= low ? above > -Infinity : schema.exclusiveMinimum === true,
    high: Math.min(high, below),
    highExcluded: below <= high ? below < Infinity : schema.exclusiveMaximum === true,
  };
}

function stepOf(schema: JsonObject, integer: boolean): number | undefined {
  const multiple = finite(schema.multipleOf);
  if (multiple !== undefined && multiple > 0 && (!integer || Number.isInteger(multiple))) return multiple;
  return integer ? 1 : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
