import type { CallEstimate } from '../ledger/budgets/call-cost';
import { askedTier } from '../ledger/prices/asked-tier';
import type { AskedFor } from './admission-rule';
import { fieldOf } from './call-demand';
import { promptBound } from './prompt-bound';

/** Answers that a request may ask for at once; more is refused anyway. */
const MAX_CHOICES = 128;
/** Where requests of the doors' wires say how many answers they want. */
const CHOICES = [['n'], ['best_of'], ['generationConfig', 'candidateCount']];

/** What a call may use of its budgets, rather too much than too little. */
export function budgetEstimate({
  request,
  promptTokens,
  answerTokens,
  isLimited,
  makesPictures,
  characters,
}: AskedFor): CallEstimate {
  const body = request?.body;
  return {
    input: promptBound(request?.rawBody, promptTokens),
    output: answerTokens,
    isLimited,
    choices: choicesOf(body),
    makesPictures,
    characters,
    tier: askedTier(body) ?? '',
    writesCache: request?.rawBody?.includes('"cache_control"') === true,
  };
}

function choicesOf(body: unknown): number {
  let most = 1;
  for (const path of CHOICES) {
    const choices = path.reduce(fieldOf, body);
    if (typeof choices === 'number' && choices > most) most = choices;
  }
  return Math.min(most, MAX_CHOICES);
}
