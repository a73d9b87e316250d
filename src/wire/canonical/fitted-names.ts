/** Which names (of tools, or the ids of their calls) a provider takes, and what becomes of others. */
export interface NameForm {
  /** Matches names that go as they are. */
  readonly fits: RegExp;
  /**
   * Makes a name that fits of one that does not; the same for the same name, because prompt caches depend on it.
   * @param attempt counts from 0: further attempts give other names, for one that represents another already
   */
  fit(name: string, attempt: number): string;
}

/**
 * The names in one request, as its provider takes them: other providers' names hold signs that it refuses, or are too long.
 * Two names stay two, each place of a name (a call and its result) gets the same one, and a name does not change when the
 * conversation grows.
 */
export class FittedNames {
  readonly #fitted = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(private readonly form: NameForm) {}

  /** The name under which it is sent. @param name as the caller knows it */
  of(name: string): string {
    const known = this.#fitted.get(name);
    if (known !== undefined) return known;
    let fitted = name;
    if (!this.form.fits.test(name)) fitted = this.form.fit(name, 0);
    for (let attempt = 1; this.#taken.has(fitted); attempt++) fitted = this.form.fit(name, attempt);
    this.#fitted.set(name, fitted);
    this.#taken.add(fitted);
    return fitted;
  }
}
