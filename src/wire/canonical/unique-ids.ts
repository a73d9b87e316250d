/** Ids of which no two are the same, however often one is given: a repeated one gets a number behind it, in constant time. */
export class UniqueIds {
  /** Ids that are taken, and the number that the last one made of each has. */
  readonly #numbers: Map<string, number>;

  /**
   * @param taken ids that nothing else may have
   * @param numbered makes an id of another one and a number
   */
  constructor(
    taken: Iterable<string> = [],
    private readonly numbered = (id: string, number: number): string => `${id}_${number}`,
  ) {
    this.#numbers = new Map(Array.from(taken, (id) => [id, 1]));
  }

  /** Takes an id, or where it is taken one that is made of it. */
  take(id: string): string {
    if (this.#numbers.has(id)) return this.another(id);
    this.#numbers.set(id, 1);
    return id;
  }

  /** Takes an id that is made of one that is taken. */
  another(id: string): string {
    let number = this.#numbers.get(id) ?? 1;
    let made: string;
    do made = this.numbered(id, ++number);
    while (this.#numbers.has(made));
    this.#numbers.set(id, number);
    this.#numbers.set(made, 1);
    return made;
  }
}
