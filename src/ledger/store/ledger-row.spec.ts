import type { EndedRecord } from '../ledger-record';
import { sumParts } from './ledger-row';

it('an attempt that used nothing has no estimated call, which an earlier release would have billed', () => {
  const place = { connection: 'a', provider: 'local', model: 'm', outcome: 'cut', ms: 1 };
  const call: EndedRecord = {
    ...{ kind: 'ended', id: 'c', at: 0, requestId: 'r', traceId: 't', keyId: 'k', keyName: 'k', group: '' },
    ...{ door: '/v1/chat/completions', wire: 'openai-chat', streamed: false, modelAsked: 'm', bytesIn: 1 },
    ...{ ms: 1, deployment: 'a/second', connection: 'a', provider: 'local', status: 502, ended: 'failed' },
    attempts: [
      { ...place, deployment: 'a/first', tokens: { input: 9, output: 0 }, estimated: true },
      { ...place, deployment: 'a/second', tokens: {} },
    ],
    bytesOut: 0,
  };
  expect(sumParts(call).map(({ of, adds }) => [of.deployment, adds])).toEqual([
    ['a/first', { input_tokens: 9, output_tokens: 0, billed_attempts: 1, estimated_calls: 1 }],
    ['a/second', expect.not.objectContaining({ estimated_calls: 1 })],
  ]);
});
