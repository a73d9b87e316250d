import type { Deployment } from '../catalogue/deployment';
import { Admission } from './admission';
import type { BucketCharge, BucketStore } from './buckets/bucket-store';
import { AssignmentLimitsRule } from './rules/assignment-limits.rule';
import { MemoryBucketStore } from './buckets/memory/memory-bucket.store';

const ESTIMATE = 300;
const rule = new AssignmentLimitsRule();

function deployment(id: string, tokenBurst = 1_000, requestBurst = 0): Deployment {
  const limits = { requestsPerSecond: 1, requestBurst, tokensPerSecond: 1, tokenBurst };
  const part: unknown = { id, assignment: { id, ...limits } };
  return part as Deployment;
}

/** What a call that may use so many tokens is charged at a deployment. */
function chargesAt(of: Deployment, tokens = ESTIMATE): BucketCharge[] {
  const charges: BucketCharge[] = [];
  rule.chargesAt(of, tokens, charges);
  return charges;
}

/** A call that was admitted to the first of some deployments. */
function admitted(deployments: readonly Deployment[], wrap = (store: BucketStore): BucketStore => store) {
  const memory = new MemoryBucketStore({ now: () => 0 });
  const store = wrap(memory);
  const charges = chargesAt(deployments[0]!);
  memory.take(charges);
  const left = (id: string): number => {
    const charge: BucketCharge = {
      limit: 'assignment-tokens',
      subject: id,
      ratePerSecond: 1,
      burst: 1_000,
      cost: 0,
    };
    return memory.take([charge]).buckets[0]!.remaining;
  };
  return { admission: new Admission(store, deployments, chargesAt, charges), left, memory };
}

describe('Admission', () => {
  const [first, second] = [deployment('first'), deployment('second')];

  it.each([
    ['gives back what was not used', 100, 900],
    ['takes what was used beyond the reservation', 1_200, -200],
    ['gives everything back when nothing was used', 0, 1_000],
    ['leaves a reservation that was right', ESTIMATE, 700],
  ])('%s', async (_what, used, expected) => {
    const { admission, left } = admitted([first]);
    expect(left('first')).toBe(700);
    await admission.settle(used);
    expect(left('first')).toBe(expected);
  });

  it('settles once', async () => {
    const { admission, left } = admitted([first]);
    await admission.settle(100);
    await admission.settle(0);
    expect(left('first')).toBe(900);
  });

  it('charges the deployment that is fallen back to, and gives the others their reservation back', async () => {
    const { admission, left } = admitted([first, second]);
    expect(left('second')).toBe(1_000);
    expect(admission.enter(second)).toBe(true);
    expect(left('second')).toBe(700);
    await admission.settle(50);
    expect([left('first'), left('second')]).toEqual([1_000, 950]);
  });

  it('charges a deployment once, however often it is tried', async () => {
    const { admission, left } = admitted([first, second]);
    for (const tried of [first, second, first]) expect(admission.enter(tried)).toBe(true);
    expect([left('first'), left('second')]).toEqual([700, 700]);
    await admission.settle(50);
    expect([left('first'), left('second')]).toEqual([950, 1_000]);
  });

  it('charges the usage to the deployment that is named', async () => {
    const { admission, left } = admitted([first, second]);
    void admission.enter(second);
    await admission.settle(50, first);
    expect([left('first'), left('second')]).toEqual([950, 1_000]);
  });

  it('says when the limits of a deployment refuse, and charges it nothing', async () => {
    const full = deployment('full', 1_000, 1);
    const { admission, left, memory } = admitted([first, full]);
    memory.take(chargesAt(full, 0));
    expect(admission.enter(full)).toBe(false);
    await admission.settle(50);
    expect([left('first'), left('full')]).toEqual([950, 1_000]);
  });

  it('lets in to deployments without limits', async () => {
    const { admission } = admitted([deployment('free', 0), deployment('free too', 0)]);
    expect(admission.enter(admission.deployments[1]!)).toBe(true);
    await admission.settle(50);
  });

  it('gives back what was charged while the call ended', async () => {
    const { admission, left } = admitted([first, second], (memory) => ({
      take: async (charges) => memory.take(charges),
      settle: (charges) => memory.settle(charges),
    }));
    const entering = admission.enter(second);
    await admission.settle(0);
    expect(await entering).toBe(false);
    expect([left('first'), left('second')]).toEqual([1_000, 1_000]);
  });

  describe('when the response is closed', () => {
    it('gives everything back unless the call was begun', () => {
      const { admission, left } = admitted([first]);
      expect(left('first')).toBe(700);
      admission.responseClosed();
      expect(left('first')).toBe(1_000);
    });

    it('leaves a call that was begun to the code that makes it', async () => {
      const { admission, left } = admitted([first]);
      admission.begin();
      admission.responseClosed();
      expect(left('first')).toBe(700);
      await admission.settle(200);
      expect(left('first')).toBe(800);
    });
  });
});
