/**
 * How much longer a longer input takes: a ratio of this process's CPU times, which do not grow when others want the
 * processor too.
 */

/** Input is made so many times as long. Time grows with it, not with its square, which is 64. */
const GROWTH = 8;
/** More than a linear reader ever shows, and far less than a quadratic one. */
export const MOST_GROWTH = 30;
/** What takes less than this for the longer input is not slow, and too short to be compared. */
const SHORT_MS = 100;

/** CPU time of this process for some work, in milliseconds. What it throws is not looked at. */
export function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  try {
    work();
  } catch {
    // Refused is as good as read, if it does not take long.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How many times as long work takes for an input {@link GROWTH} times as long: about as many where time grows with the
 * input, {@link MOST_GROWTH} or more where it grows with its square; 1 where it is too short to be compared.
 * @param work does it for an input of a size
 */
export function growth(work: (size: number) => unknown, size: number): number {
  let longMs = cpuMs(() => work(size * GROWTH));
  if (longMs < SHORT_MS) return 1;
  const shortMs = best(() => work(size), 3);
  longMs = Math.min(
    longMs,
    best(() => work(size * GROWTH), 2),
  );
  return longMs < SHORT_MS ? 1 : longMs / shortMs;
}

/** The shortest of a few times is the one that others disturbed least. */
function best(work: () => unknown, tries: number): number {
  return Math.min(...Array.from({ length: tries }, () => cpuMs(work)));
}
