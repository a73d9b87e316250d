import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { TokenLogprob } from '../canonical/answer-events';

/**
 * Reads the log probabilities of a candidate; none where it has none.
 * Format: https://ai.google.dev/api/generate-content#LogprobsResult
 */
export function readLogprobs(result: unknown): TokenLogprob[] {
  if (!isObject(result)) return [];
  const { chosenCandidates: chosen, topCandidates: top } = result;
  const steps: readonly unknown[] = Array.isArray(top) ? top : [];
  return objectsIn(chosen).map((candidate, place) => {
    const step = steps[place];
    const others = isObject(step) ? objectsIn(step['candidates']) : [];
    return { ...tokenOf(candidate), others: others.map(tokenOf) };
  });
}

/**
 * Writes them as fields of a candidate; no fields where none were told.
 * Format: https://ai.google.dev/api/generate-content#LogprobsResult
 */
export function logprobsFields(tokens: readonly TokenLogprob[]): JsonObject {
  if (tokens.length === 0) return {};
  const top = tokens.map(({ others }) => ({ candidates: others.map(candidate) }));
  const isTold = tokens.some(({ others }) => others.length > 0);
  return {
    logprobsResult: { chosenCandidates: tokens.map(candidate), ...(isTold ? { topCandidates: top } : {}) },
  };
}

function candidate({ token, logprob }: Pick<TokenLogprob, 'token' | 'logprob'>): JsonObject {
  return { token, logProbability: logprob };
}

function tokenOf({ token, logProbability }: JsonObject): {
  readonly token: string;
  readonly logprob: number;
} {
  return {
    token: typeof token === 'string' ? token : '',
    // A probability of 1 is left out, as protobuf's JSON leaves out zeros.
    logprob: typeof logProbability === 'number' ? logProbability : 0,
  };
}
