/** What the order of deployments is made from. */
export interface Ranked {
  /** 1 is tried first. */
  readonly priority: number;
  /** The share of calls among those of the same priority. */
  readonly weight: number;
}

/**
 * The order in which candidates are tried: by priority, inside a priority by chance in proportion to the weights, and
 * those that failed a moment ago after all others.
 * @param candidates in the order of priority
 * @param failed whether a candidate failed a moment ago
 * @param random a number from 0 up to 1
 */
export function inOrder<T extends Ranked>(
  candidates: readonly T[],
  failed: (candidate: T) => boolean,
  random: () => number = Math.random,
): readonly T[] {
  if (candidates.length < 2) return candidates;
  const ordered: T[] = [];
  for (let start = 0; start < candidates.length;) {
    const priority = candidates[start]?.priority;
    let end = start + 1;
    while (end < candidates.length && candidates[end]?.priority === priority) end++;
    shuffleInto(ordered, candidates.slice(start, end), random);
    start = end;
  }
  const last = ordered.filter(failed);
  return last.length === 0 ? ordered : [...ordered.filter((candidate) => !last.includes(candidate)), ...last];
}

/** Draws one after the other; how likely each is drawn next is its part of the weights that are left. */
function shuffleInto<T extends Ranked>(ordered: T[], group: T[], random: () => number): void {
  let total = group.reduce((sum, { weight }) => sum + weight, 0);
  while (group.length > 1) {
    let point = random() * total;
    let drawn = group.findIndex(({ weight }) => (point -= weight) < 0);
    if (drawn < 0) drawn = group.length - 1;
    const [candidate] = group.splice(drawn, 1);
    if (candidate === undefined) return;
    ordered.push(candidate);
    total -= candidate.weight;
  }
  ordered.push(...group);
}
