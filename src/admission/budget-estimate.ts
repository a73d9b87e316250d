import type { CallEstimate } from '../ledger/budgets/call-cost';
import { askedTier } from '../ledger/prices/asked-tier';
import { GOOGLE_CONFIGS, greatestLimit } from '../routing/tokens-by-size';
import type { AskedFor } from './admission-rule';
import { fieldOf } from './call-demand';
import { promptBound } from './prompt-bound';

/** Answers that a request may ask for at once; no provider makes more. */
const MAX_CHOICES = 100_000;
/** Where requests of the doors' wires say how many answers they want. */
const CHOICES = [
  ['n'],
  ['best_of'],
  ['extra_body', 'n'],
  ...GOOGLE_CONFIGS.flatMap((config) => [
    [config, 'candidateCount'],
    [config, 'candidate_count'],
  ]),
];

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
    marksCache: request?.rawBody?.includes('"cache_control"') === true,
  };
}

/** How many answers a request asks for: so many to each of its prompts, of which legacy completions take a list. */
function choicesOf(body: unknown): number {
  const asked = greatestLimit(CHOICES.map((path) => path.reduce(fieldOf, body))) ?? 1;
  return Math.min(Math.max(asked, 1) * promptsOf(fieldOf(body, 'prompt')), MAX_CHOICES);
}

/** A list of numbers is one prompt, as tokens: https://platform.openai.com/docs/api-reference/completions/create */
function promptsOf(prompt: unknown): number {
  return Array.isArray(prompt) && typeof prompt[0] !== 'number' ? Math.max(prompt.length, 1) : 1;
}
