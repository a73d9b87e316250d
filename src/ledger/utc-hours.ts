export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The beginning of the hour that a time is in; both in milliseconds since 1970. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** The beginning of the day (UTC) that a time is in; both in milliseconds since 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
