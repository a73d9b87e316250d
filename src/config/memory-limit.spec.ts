import { memoryBudgets, memoryLimitBytes, memoryWarning } from './memory-limit';

const MIB = 1024 * 1024;
const BASE_MIB = 192;
const COPIES = 4;

describe('the memory for bodies and kept answers', () => {
  it.each([
    ['of the documented pod', 768, 124],
    ['of half of it', 384, 38],
    ['of a small container', 256, 32],
    ['of a container smaller than the service itself', 128, 32],
    ['of a large machine', 64 * 1024, 1024],
  ])('follows the memory limit: %s', (_what, memoryMib, bodiesMib) => {
    expect(memoryBudgets({}, memoryMib * MIB).bodyMemoryBytes).toBe(bodiesMib * MIB);
  });

  it('fits into every container of 384 MiB and more, with the service itself and each body as often as it may be there', () => {
    for (let memoryMib = 384; memoryMib < 8192; memoryMib += 61) {
      const budgets = memoryBudgets({}, memoryMib * MIB);
      const { bodyMemoryBytes, answersBytes, responsesMemoryBytes, keptAnswersBytes } = budgets;
      const kept = answersBytes + responsesMemoryBytes + keptAnswersBytes;
      expect((COPIES * bodyMemoryBytes + kept) / MIB + BASE_MIB).toBeLessThanOrEqual(memoryMib);
      expect(memoryWarning(budgets, memoryMib * MIB)).toBeUndefined();
    }
  });

  it('leaves less for bodies where more is kept by a setting, and keeps what is set', () => {
    const set = { answersBytes: 300 * MIB, keptAnswersBytes: 0 };
    expect(memoryBudgets(set, 1024 * MIB)).toEqual({
      bodyMemoryBytes: Math.floor((1024 - BASE_MIB - 300 - 42) / COPIES) * MIB,
      answersBytes: 300 * MIB,
      responsesMemoryBytes: 42 * MIB,
      keptAnswersBytes: 0,
    });
  });

  it('is warned of where settings ask for more than there is', () => {
    const budgets = memoryBudgets({ answersBytes: 2048 * MIB }, 768 * MIB);
    expect(memoryWarning(budgets, 768 * MIB)).toBe(
      'The service may take 2416 MiB of memory, and there are 768: 192 for itself, 4 times BODY_MEMORY_MIB (32), ' +
        'ANSWERS_MIB (2048), RESPONSES_MEMORY_MIB (32) and KEPT_ANSWERS_MIB (16). Give the container more, or set less.',
    );
  });

  it('reads a limit that is there', () => {
    expect(memoryLimitBytes()).toBeGreaterThan(64 * MIB);
    expect(memoryLimitBytes()).toBeLessThan(2 ** 50);
  });
});
