/** Which ids of tool calls a provider takes, and what becomes of others. */
export interface CallIdForm {
  /** Matches ids that go as they are. */
  readonly fits: RegExp;
  /**
   * Makes an id that fits of one that does not; the same for the same id, because prompt caches depend on it.
   * @param attempt counts from 0: further attempts give other ids, for one that stands for another call already
   */
  fit(id: string, attempt: number): string;
}

/**
 * The ids of the calls in one request, as its provider takes them: other providers' ids hold signs that it refuses, or are
 * too long. Two ids stay two, a call and its result get the same one, and an id does not change when the conversation
 * grows.
 */
export class CallIds {
  readonly #fitted = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(private readonly form: CallIdForm) {}

  /** The id under which a call and its result are sent. @param id as the caller knows it */
  of(id: string): string {
    const known = this.#fitted.get(id);
    if (known !== undefined) return known;
    let fitted = id;
    if (!this.form.fits.test(id)) fitted = this.form.fit(id, 0);
    for (let attempt = 1; this.#taken.has(fitted); attempt++) fitted = this.form.fit(id, attempt);
    this.#fitted.set(id, fitted);
    this.#taken.add(fitted);
    return fitted;
  }
}
