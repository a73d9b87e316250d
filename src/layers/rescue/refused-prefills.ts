import type { Deployment } from '../../catalogue/deployment';

const REMEMBERED_MS = 60 * 60 * 1_000;
const MAX_REMEMBERED = 1_000;

/** The deployments that refused an assistant's turn at the end of a request, although their provider documents it. */
export class RefusedPrefills {
  /** Until when, on `performance.now()`'s clock; the oldest first. */
  readonly #until = new Map<string, number>();

  /** It has refused one: it is not asked so again for an hour. */
  add(deployment: Deployment): void {
    const key = keyOf(deployment);
    this.#until.delete(key);
    this.#until.set(key, performance.now() + REMEMBERED_MS);
    const [oldest] = this.#until.keys();
    if (this.#until.size > MAX_REMEMBERED && oldest !== undefined) this.#until.delete(oldest);
  }

  has(deployment: Deployment): boolean {
    return (this.#until.get(keyOf(deployment)) ?? 0) > performance.now();
  }
}

function keyOf({ connection, id, remoteModel }: Deployment): string {
  return `${connection?.id ?? ''}@${connection?.revision ?? 0}/${id}/${remoteModel}`;
}
