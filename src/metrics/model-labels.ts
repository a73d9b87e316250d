import { Injectable } from '@nestjs/common';
import { isLikeKey } from '../log/like-a-key';

/** Distinct values beside aliases: each makes some dozens of series. */
const MAX_LABELS = 500;
/** Of these, names that no list knows but that were answered: mocks and wildcard routes answer to any name. */
const MAX_LEARNT = 200;
/** Of these, names that one key brought: who may call by any name must not leave the others without labels. */
const MAX_LEARNT_OF_KEY = 50;
/** Aliases that an operator has given, beside all of the above. */
const MAX_ALIASES = 300;
/** Longer names are nobody's model. */
const MAX_LENGTH = 128;
/** The label of every name that gets no label of its own. */
const OTHER = 'other';

/** Who asks for a model. */
export interface LabelCaller {
  readonly keyId: string;
  /** A virtual key; one of its aliases may be a pattern, which lets any name through. */
  readonly key?: { assignments(name: string): readonly { readonly alias: string }[] };
}

/** Decides which models' names become label values, since a caller may send any name. */
@Injectable()
export class ModelLabels {
  readonly #given = new Set<string>();
  #listed: ReadonlySet<string> = new Set();
  #aliases = 0;
  #learnt = 0;
  readonly #learntOf = new Map<string, number>();

  /** Names that the upstream lists, in place of those it listed before. */
  know(names: Iterable<string>): void {
    this.#listed = new Set(names);
  }

  /**
   * The label value for a model's name: the name itself, or `other`.
   * @param caller who asked for it; undefined where that does not matter, because it was not answered
   * @param isAnswered whether an upstream has answered to that name
   */
  label(name: string, caller: LabelCaller | undefined, isAnswered: boolean): string {
    return this.#given.has(name) || this.#give(name, caller, isAnswered) ? name : OTHER;
  }

  #give(name: string, caller: LabelCaller | undefined, isAnswered: boolean): boolean {
    if (name === '' || name.length > MAX_LENGTH) return false;
    if (this.#aliases < MAX_ALIASES && caller?.key?.assignments(name)[0]?.alias === name) {
      this.#aliases++;
    } else {
      if (this.#given.size - this.#aliases >= MAX_LABELS) return false;
      if (!this.#listed.has(name) && !(isAnswered && this.#learn(name, caller?.keyId ?? ''))) return false;
    }
    this.#given.add(name);
    return true;
  }

  #learn(name: string, keyId: string): boolean {
    const before = this.#learntOf.get(keyId) ?? 0;
    if (this.#learnt >= MAX_LEARNT || before >= MAX_LEARNT_OF_KEY || isLikeKey(name)) return false;
    this.#learnt++;
    this.#learntOf.set(keyId, before + 1);
    return true;
  }
}
