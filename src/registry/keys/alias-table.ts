import { bySpecificity, isPattern, namePattern } from '../../config/name-pattern';
import type { NamePattern } from '../../config/name-pattern';
import type { AssignmentEntry } from '../memory/registry-view';

/** Nothing is assigned. */
export const NO_ASSIGNMENTS: readonly AssignmentEntry[] = Object.freeze([]);
const NO_PATTERNS: readonly NamePattern[] = Object.freeze([]);

/** Assignments of one owner by their aliases, in the order of priority. */
export class AliasTable {
  readonly #byAlias = new Map<string, AssignmentEntry[]>();
  /** The aliases that are patterns, in the order in which they are asked. */
  readonly #patterns: readonly NamePattern[];

  constructor(assignments: readonly AssignmentEntry[]) {
    for (const assignment of assignments) {
      const same = this.#byAlias.get(assignment.alias);
      if (same === undefined) this.#byAlias.set(assignment.alias, [assignment]);
      else same.push(assignment);
    }
    for (const same of this.#byAlias.values()) same.sort(byPriority);
    const patterns = [...this.#byAlias.keys()].filter(isPattern);
    this.#patterns = patterns.length === 0 ? NO_PATTERNS : patterns.map(namePattern).sort(bySpecificity);
  }

  /** Those of an alias of this very name. */
  named(name: string): readonly AssignmentEntry[] | undefined {
    return this.#byAlias.get(name);
  }

  /** Those of the alias of this name, else of the pattern with the most characters of its own that matches it. */
  find(name: string): readonly AssignmentEntry[] {
    const found = this.#byAlias.get(name);
    if (found !== undefined) return found;
    const pattern = this.#patterns.find((one) => one.matches(name));
    return pattern === undefined ? NO_ASSIGNMENTS : (this.#byAlias.get(pattern.text) ?? NO_ASSIGNMENTS);
  }

  /** Every alias, sorted. */
  aliases(): readonly string[] {
    return [...this.#byAlias.keys()].sort();
  }
}

/** By priority; among equals in the order in which they were made. */
function byPriority(one: AssignmentEntry, other: AssignmentEntry): number {
  return one.priority - other.priority || (one.id < other.id ? -1 : 1);
}
