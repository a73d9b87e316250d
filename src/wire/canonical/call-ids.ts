/**
 * Ids for the calls of a conversation whose wire may have none: `call_0`, `call_1`, … by place, so that the same
 * conversation always has the same ids and a provider's prompt cache is hit. Results without an id belong to the earliest
 * call of their name that has no result yet.
 */
export class CallIds {
  readonly #open: { readonly id: string; readonly name: string }[] = [];
  readonly #used = new Set<string>();
  #made = 0;

  /** A call. @param given its own id, where it has one @returns the id that it goes by */
  call(given: string | undefined, name: string): string {
    let id = given;
    while (id === undefined || (given === undefined && this.#used.has(id))) id = `call_${this.#made++}`;
    this.#used.add(id);
    this.#open.push({ id, name });
    return id;
  }

  /** A result. @returns the id of the call that it answers; undefined where there is no such call */
  result(given: string | undefined, name: string): string | undefined {
    const at = this.#open.findIndex((call) => (given === undefined ? call.name === name : call.id === given));
    if (at < 0) return given;
    const [call] = this.#open.splice(at, 1);
    return call?.id;
  }
}
