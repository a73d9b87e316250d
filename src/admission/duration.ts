const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Writes a time span as OpenAI's `x-ratelimit-reset-*` headers do, which is Go's `time.Duration` form: `0s`, `20ms`,
 * `1.5s`, `6m0s`, `1h0m0s`. Milliseconds are rounded up, so that anyone who waits so long has waited long enough.
 */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole === 0) return '0s';
  if (whole < SECOND_MS) return `${whole}ms`;
  const seconds = `${(whole % MINUTE_MS) / SECOND_MS}s`;
  if (whole < MINUTE_MS) return seconds;
  const minutes = Math.floor(whole / MINUTE_MS);
  if (whole < HOUR_MS) return `${minutes}m${seconds}`;
  return `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}
