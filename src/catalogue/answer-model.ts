import { isPattern } from '../config/name-pattern';
import type { AssignmentEntry } from '../registry/memory/registry-view';

/**
 * What an answer's `model` is to say; undefined where it stays the provider's own. An agent asks for a model by a fixed name,
 * and knows its abilities and prices by that name: behind a pattern it is answered with the name that it asked for.
 */
export function answerModelOf(
  { alias, answerModel = isPattern(alias) ? 'asked' : 'provider' }: AssignmentEntry,
  asked: string,
): string | undefined {
  if (answerModel === 'asked') return asked;
  return answerModel === 'provider' ? undefined : answerModel;
}
