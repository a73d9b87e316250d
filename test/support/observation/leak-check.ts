import { HANG_MS, until } from './until';

/** Kinds of resources that come and go by themselves while a process runs. */
const IGNORED = new Set([
  'Immediate',
  'TickObject',
  'CloseReq',
  'FSReqCallback',
  'FSReqPromise',
  'FILEHANDLE',
]);

/** How many sockets, servers, timers and the like keep this process alive. */
export class LeakCheck {
  readonly #before = countResources();

  /**
   * Waits until nothing is active that was not when this was made.
   * @throws Error naming the kinds and numbers that are left when the time is over
   */
  async released(timeoutMs = HANG_MS): Promise<void> {
    try {
      await until(() => this.#left().length === 0, { timeoutMs, what: 'resources to be released' });
    } catch (error) {
      throw new Error(`still active: ${this.#left().join(', ')}`, { cause: error });
    }
  }

  #left(): string[] {
    return [...countResources()]
      .map(([kind, count]) => ({ kind, extra: count - (this.#before.get(kind) ?? 0) }))
      .filter(({ extra }) => extra > 0)
      .map(({ kind, extra }) => `${extra} ${kind}`);
  }
}

function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!IGNORED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
