import { Injectable } from '@nestjs/common';
import { isLikeKey } from '../log/like-a-key';

/** Distinct values in all: each makes some dozens of series. */
const MAX_LABELS = 500;
/** Of these, names that no list knows but that were answered: mocks and wildcard routes answer to any name. */
const MAX_LEARNT = 200;
/** Longer names are nobody's model. */
const MAX_LENGTH = 128;
/** Stands for every name that gets no label of its own. */
const OTHER = 'other';

/** Decides which models' names become label values, since a caller may send any name. */
@Injectable()
export class ModelLabels {
  readonly #given = new Set<string>();
  #listed: ReadonlySet<string> = new Set();
  #learnt = 0;

  /** Names that the upstream lists, in place of those it listed before. */
  know(names: Iterable<string>): void {
    this.#listed = new Set(names);
  }

  /**
   * The label value for a model's name: the name itself, or `other`.
   * @param answered whether an upstream has answered to that name
   */
  label(name: string, answered: boolean): string {
    if (this.#given.has(name)) return name;
    if (this.#given.size >= MAX_LABELS || name === '' || name.length > MAX_LENGTH) return OTHER;
    if (!this.#listed.has(name)) {
      if (!answered || this.#learnt >= MAX_LEARNT || isLikeKey(name)) return OTHER;
      this.#learnt++;
    }
    this.#given.add(name);
    return name;
  }
}
