import { Injectable } from '@nestjs/common';
import { keepNewest } from '../health/keep-newest';
import type { Candidate } from './candidate';
import { HASHES, textHash } from './text-hash';

/** A session stays where it is for so long after its last call; prompt caches live about as long. */
const STICKY_MS = 600_000;
const MAX_SESSIONS = 20_000;

/** Providers that keep the beginning of a prompt, by their documentation. */
const CACHING: ReadonlySet<string> = new Set([
  'openai',
  'azure',
  'anthropic',
  'google',
  'vertex',
  'bedrock',
  'deepseek',
  'xai',
  'groq',
  'moonshotai',
  'alibaba',
  'fireworks',
  'openrouter',
  'litellm',
  'local',
  'openai-compatible',
]);

interface Place {
  readonly id: string;
  readonly at: number;
}

/** Leads the calls of one session to the deployment that has its prompt in its cache. */
@Injectable()
export class Affinity {
  readonly #places = new Map<string, Place>();

  /** Whether it is of use for these: several, and their providers cache prompts. */
  isUseful(candidates: readonly Candidate[]): boolean {
    return (
      candidates.length > 1 &&
      candidates.every(({ deployment: { connection } }) => CACHING.has(connection?.provider ?? ''))
    );
  }

  /**
   * Where a session is, or is to go from now on: the same at every replica, in proportion to the weights (rendezvous hashing,
   * https://www.snia.org/sites/default/files/SDC15_presentations/dist_sys/Jason_Resch_New_Consistent_Hashings_Rev.pdf).
   * @param session by what it is known, for whom and for which model
   * @param candidates those that may be asked now
   */
  choose(session: string, candidates: readonly Candidate[]): Candidate | undefined {
    const key = textHash(session).toString(36);
    const now = performance.now();
    const known = this.#places.get(key);
    const isFresh = known !== undefined && now - known.at < STICKY_MS;
    const stays = isFresh ? candidates.find(({ deployment }) => deployment.id === known.id) : undefined;
    const chosen = stays ?? highest(key, candidates);
    if (chosen !== undefined)
      keepNewest(this.#places, key, { id: chosen.deployment.id, at: now }, MAX_SESSIONS);
    return chosen;
  }
}

function highest(key: string, candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  let most = -Infinity;
  for (const candidate of candidates) {
    const share = (textHash(`${key}\n${candidate.deployment.id}`) + 0.5) / HASHES;
    const score = -candidate.weight / Math.log(share);
    if (score > most) [best, most] = [candidate, score];
  }
  return best;
}
