import type { Deployment } from '../catalogue/deployment';
import type { AnswerCall } from './answer-source';

/** Where further attempts are taken from: the retry budgets of deployments. */
export interface RetryBudgets {
  /** Takes from what a deployment's failures may cost in further attempts. @returns false where that is used up */
  spendRetry(deployment: Deployment): boolean;
}

/** Takes a further attempt of a call from a deployment's retry budget, and notes with the call where that is used up. */
export function spendRetry(
  budgets: RetryBudgets,
  { notes }: Pick<AnswerCall, 'notes'>,
  deployment: Deployment,
): boolean {
  if (budgets.spendRetry(deployment)) return true;
  notes.retryRefusedAt = deployment.id;
  return false;
}
