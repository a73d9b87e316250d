import { defaultBodyMemoryBytes, memoryLimitBytes } from './memory-limit';

const MIB = 1024 * 1024;

describe('the memory for bodies', () => {
  it.each([
    ['of the documented pod', 768, 144],
    ['of a small container', 256, 32],
    ['of a container smaller than the service itself', 128, 32],
    ['of a large machine', 64 * 1024, 1024],
  ])('follows the memory limit: %s', (_what, memoryMib, bodiesMib) => {
    expect(defaultBodyMemoryBytes(memoryMib * MIB)).toBe(bodiesMib * MIB);
  });

  it('reads a limit that is there', () => {
    expect(memoryLimitBytes()).toBeGreaterThan(64 * MIB);
    expect(memoryLimitBytes()).toBeLessThan(2 ** 50);
  });
});
