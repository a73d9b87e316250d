import type { EndedRecord } from '../ledger-record';
import { addCall, noMeasures } from './call-sums';
import type { Measures } from './call-sums';

const place = { connection: 'a', provider: 'local', model: 'm', outcome: 'cut', ms: 1 };
const CALL: EndedRecord = {
  ...{ kind: 'ended', id: 'c', at: 0, requestId: 'r', traceId: 't', keyId: 'k', keyName: 'k', group: '' },
  ...{ door: '/v1/chat/completions', wire: 'openai-chat', streamed: false, modelAsked: 'm', bytesIn: 1 },
  ...{ ms: 1, deployment: 'a/second', connection: 'a', provider: 'local', status: 502, ended: 'failed' },
  attempts: [],
  bytesOut: 0,
};

it('an attempt that used nothing has no estimated call, which an earlier release would have billed', () => {
  const call: EndedRecord = {
    ...CALL,
    attempts: [
      { ...place, deployment: 'a/first', tokens: { input: 9, output: 0 }, estimated: true },
      { ...place, deployment: 'a/second', tokens: {} },
    ],
  };
  const sums = new Map<string, Measures>();
  addCall(call, ({ deployment }) => {
    const sum = noMeasures();
    sums.set(deployment, sum);
    return sum;
  });
  expect([...sums]).toEqual([
    ['a/first', { ...noMeasures(), input_tokens: 9, billed_attempts: 1, estimated_calls: 1 }],
    ['a/second', { ...noMeasures(), calls: 1, du_0: 1 }],
  ]);
});

it.each([
  ['flex', 'flex'],
  ['off-peak', 'off-peak'],
  ['made-up-by-a-caller', ''],
])('the tier %s is summed as %j: callers cannot make sums of their own', (tier, summed) => {
  const tiers: string[] = [];
  addCall({ ...CALL, tier }, ({ service_tier: of }) => {
    tiers.push(of);
    return noMeasures();
  });
  expect(tiers).toEqual([summed]);
});
