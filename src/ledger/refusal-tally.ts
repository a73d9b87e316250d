import type { RefusedRecord } from './ledger-record';
import { hourOf } from './utc-hours';

/** Counts refused requests by key and reason until they are written; keys and reasons are few. */
export class RefusalTally {
  readonly #counts = new Map<string, { keyId: string; code: string; count: number }>();

  add(keyId: string, code: string): void {
    const name = `${keyId}\n${code}`;
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { keyId, code, count: 1 });
    else known.count++;
  }

  /** What was counted since the last time. */
  take(): readonly Omit<RefusedRecord, 'kind' | 'id'>[] {
    if (this.#counts.size === 0) return [];
    const hour = hourOf(Date.now());
    const taken = [...this.#counts.values()].map((counted) => ({ ...counted, hour }));
    this.#counts.clear();
    return taken;
  }
}
