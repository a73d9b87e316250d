import type { AskedFor } from './admission-rule';
import { budgetEstimate } from './budget-estimate';

describe('the answers that a budget reserves for', () => {
  it.each([
    [{}, 1],
    [{ n: 3 }, 3],
    [{ n: 0 }, 1],
    [{ n: 2, best_of: 5 }, 5],
    [{ n: '4' }, 4],
    [{ generationConfig: { candidateCount: 4 } }, 4],
    [{ generation_config: { candidate_count: 4 } }, 4],
    [{ generationConfig: { candidateCount: 1, candidate_count: 8 } }, 8],
    [{ prompt: ['a', 'b', 'c'] }, 3],
    [{ prompt: ['a', 'b', 'c'], n: 2 }, 6],
    [{ prompt: [[1, 2], [3]] }, 2],
    [{ prompt: [1, 2, 3] }, 1],
    [{ prompt: [] }, 1],
    [{ n: 1e308 }, 100_000],
  ])('are those that %j asks for', (body, choices) => {
    expect(budgetEstimate(askedWith(body)).choices).toBe(choices);
  });
});

function askedWith(body: unknown): AskedFor {
  return {
    caller: { kind: 'internal', keyId: 'k', name: 'k' },
    address: '127.0.0.1',
    door: undefined,
    model: 'm',
    promptTokens: 1,
    answerTokens: 1,
    isLimited: true,
    makesPictures: false,
    characters: 0,
    tokens: 2,
    request: { params: {}, body, rawBody: undefined },
    budgets: undefined,
    running: undefined,
  };
}
