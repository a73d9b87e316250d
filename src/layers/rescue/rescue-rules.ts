import type { RescueMode } from '../../routing/rescue-mode';
import type { RetryBudgets } from '../../routing/spend-retry';
import type { HoldBackLimit } from './hold-back';

/** How broken streams are gone on with. */
export interface RescueRules extends RetryBudgets {
  /** The modes for a name of a model, in the order in which they are tried; none switches it off. */
  modesFor(model: string): readonly RescueMode[];
  readonly holdBack: HoldBackLimit | undefined;
  /** What asks for the rest of an answer in words; `{tail}` represents its last words. */
  readonly instruction: string;
}
