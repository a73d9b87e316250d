import type { InProcessGateway } from './gateway';
import { until } from './until';

/** Bytes that wait in the service to be written to its slowest caller, besides what the operating system took. */
export function waitingBytes(gateway: InProcessGateway): number {
  return Math.max(0, ...[...gateway.connections].map(({ writableLength }) => writableLength));
}

/**
 * Waits until a caller has fallen behind and nothing moves any more.
 * @param quietMs how long nothing must have changed
 * @returns the most that ever waited for one caller, in bytes
 */
export async function untilHeldBack(
  gateway: InProcessGateway,
  { quietMs = 250, timeoutMs = 10_000 } = {},
): Promise<number> {
  let last = 0;
  let most = 0;
  let changedAt = performance.now();
  await until(
    () => {
      const now = waitingBytes(gateway);
      if (now !== last) changedAt = performance.now();
      last = now;
      most = Math.max(most, now);
      return now > 0 && performance.now() - changedAt > quietMs;
    },
    { timeoutMs, what: `a caller to be held back (${most} bytes waited)` },
  );
  return most;
}
