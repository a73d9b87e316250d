/** @jest-environment node */
import type { GatewayError } from '../errors/gateway-error';
import { ByteBudget } from './byte-budget';
import type { ByteLease } from './byte-budget';

const MIB = 1024 * 1024;

describe('ByteBudget', () => {
  let budget: ByteBudget;
  /** What was held when garbage was collected. */
  let collected: number[];

  beforeEach(() => {
    jest.useFakeTimers();
    collected = [];
    budget = new ByteBudget(() => collected.push(budget.heldBytes));
    budget.limitBytes = 16 * MIB;
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  /** Asks for bytes. @returns what was told so far */
  function asked(lease: ByteLease, bytes: number): (GatewayError | undefined)[] {
    const told: (GatewayError | undefined)[] = [];
    lease.take(bytes, (problem) => told.push(problem));
    return told;
  }

  it('lets wait what finds no room, and in as soon as there is some, in order', () => {
    const leases = [1, 2, 3, 4].map(() => budget.lease());
    const told = leases.map((lease) => asked(lease, 6 * MIB));
    expect(told.map(({ length }) => length)).toEqual([1, 1, 0, 0]);
    expect([budget.heldBytes, budget.waiting]).toEqual([12 * MIB, 2]);
    leases[0]?.release();
    expect(told.map(({ length }) => length)).toEqual([1, 1, 1, 0]);
    for (const lease of leases) lease.release();
    expect([budget.heldBytes, budget.waiting]).toEqual([0, 0]);
    expect(told.flat()).toEqual([undefined, undefined, undefined]);
  });

  it('refuses with 503 and a wait what has waited too long', () => {
    const first = budget.lease();
    asked(first, 14 * MIB);
    const told = asked(budget.lease(), 6 * MIB);
    jest.advanceTimersByTime(10_000);
    expect(told).toMatchObject([{ code: 'OVERLOADED', retryAfterMs: 2_000 }]);
    first.release();
    expect([told.length, budget.heldBytes]).toEqual([1, 0]);
  });

  it('forgets who left while waiting', () => {
    const first = budget.lease();
    asked(first, 14 * MIB);
    const second = budget.lease();
    const told = asked(second, 6 * MIB);
    second.release();
    first.release();
    expect([told.length, budget.heldBytes, budget.waiting]).toEqual([0, 0, 0]);
  });

  it('keeps its last part for small ones', () => {
    const [large, larger, small] = [budget.lease(), budget.lease(), budget.lease()];
    asked(large, 12 * MIB);
    expect(asked(larger, 3 * MIB)).toHaveLength(0);
    expect(asked(small, MIB)).toHaveLength(1);
    for (const lease of [large, larger, small]) lease.release();
  });

  it('lets in alone what is larger than all of it', () => {
    const lease = budget.lease();
    expect(asked(lease, 40 * MIB)).toHaveLength(1);
    lease.release();
  });

  it('lets one at a time grow over the limit, so that not all wait for one another', () => {
    const [first, second] = [budget.lease(), budget.lease()];
    asked(first, 7 * MIB);
    asked(second, 7 * MIB);
    const firstTold = asked(first, 5 * MIB);
    const secondTold = asked(second, 5 * MIB);
    expect([firstTold.length, secondTold.length]).toEqual([1, 0]);
    first.release();
    expect(secondTold).toHaveLength(1);
    second.release();
    expect(budget.heldBytes).toBe(0);
  });

  it('collects what was given back when it and what is held are more than the budget', () => {
    const take = (): ByteLease => {
      const lease = budget.lease();
      asked(lease, 4 * MIB);
      return lease;
    };
    for (let n = 0; n < 3; n++) take().release();
    const held = [take()];
    expect(collected).toEqual([]);
    held.push(take());
    expect(collected).toEqual([8 * MIB]);
    for (const lease of held) lease.release();
    expect([take(), take()].length).toBe(2);
    expect(collected).toEqual([8 * MIB]);
  });
});
