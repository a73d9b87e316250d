import type { Candidate } from './candidate';

/**
 * The order in which candidates are tried: by priority, inside a priority as `arrange` says, and those that are better not asked
 * after all others.
 * @param rankOf 0 for one that is as good as any; the higher, the later
 */
export function inOrder(
  candidates: readonly Candidate[],
  rankOf: (candidate: Candidate) => number,
  arrange: (samePriority: readonly Candidate[]) => readonly Candidate[],
): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  const byPriority = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const others = byPriority.get(candidate.priority);
    if (others === undefined) byPriority.set(candidate.priority, [candidate]);
    else others.push(candidate);
  }
  const priorities = [...byPriority.keys()].sort((one, other) => one - other);
  const ordered = priorities.flatMap((priority) => arrange(byPriority.get(priority) ?? []));
  const ranks = new Map(ordered.map((candidate) => [candidate, rankOf(candidate)]));
  return ordered.toSorted((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
}
