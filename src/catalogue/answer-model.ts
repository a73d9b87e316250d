import { isPattern } from '../config/name-pattern';
import type { AssignmentEntry } from '../registry/memory/registry-view';

/**
 * What an answer's `model` is to say; null for the provider's own, undefined where nobody decided it. An agent asks for a model by a fixed name,
 * and knows its abilities and prices by that name: behind a pattern it is answered with the name that it asked for.
 */
export function answerModelOf(
  { alias, answerModel }: AssignmentEntry,
  asked: string,
): string | null | undefined {
  if (answerModel === undefined) return isPattern(alias) ? asked : undefined;
  if (answerModel === 'provider') return null;
  return answerModel === 'asked' ? asked : answerModel;
}
