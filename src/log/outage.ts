/** Causes that are said of one outage at most: a server may invent words without end. */
const MOST_CAUSES = 16;

/**
 * What the log has said of something that is away: each cause once until it is back, however often they change. A server that restarts
 * and then refuses the password is away for two causes, and the second is the one to look for.
 */
export class Outage {
  readonly #said = new Set<string>();

  /** Whether there is one. */
  get isOn(): boolean {
    return this.#said.size > 0;
  }

  /** Begins it, or goes on with it. @returns whether the log has not said this cause of it yet */
  isNews(cause: string): boolean {
    if (this.#said.has(cause) || this.#said.size >= MOST_CAUSES) return false;
    this.#said.add(cause);
    return true;
  }

  /** @returns whether there was one */
  end(): boolean {
    const was = this.isOn;
    this.#said.clear();
    return was;
  }
}
