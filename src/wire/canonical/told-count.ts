/** More than any call takes. What is above it is a mistake of the one who tells it, and no database could add it up. */
const MOST = 1_000_000_000;

/**
 * A count of tokens, or of something else that was used, as a provider tells it.
 * @returns undefined for what is no count: another type, negative, a fraction, or more than any call takes
 */
export function toldCount(value: unknown): number | undefined {
  return isToldCount(value) ? value : undefined;
}

/** Whether a value is one of {@link toldCount}. */
export function isToldCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST;
}
