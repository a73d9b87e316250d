import type { InProcessGateway } from '../service/gateway';
import { HANG_MS, untilSteady } from '../observation/until';

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
  { quietMs = 250, timeoutMs = HANG_MS } = {},
): Promise<number> {
  let most = 0;
  const waiting = (): number => {
    const now = waitingBytes(gateway);
    most = Math.max(most, now);
    return now;
  };
  await untilSteady(waiting, { quietMs, timeoutMs, what: 'a caller to be held back' });
  return most;
}
