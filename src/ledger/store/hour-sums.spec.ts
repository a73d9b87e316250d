import type { EndedRecord } from '../ledger-record';
import { HourSums, SUM_COLUMNS } from './hour-sums';

const place = { deployment: 'a/m', connection: 'a', provider: 'local' };

function callOf(keyId: string, model: string): EndedRecord {
  return {
    ...{ kind: 'ended', id: 'c', at: 0, requestId: 'r', traceId: 't', keyId, keyName: 'k', group: '' },
    ...{ door: '/v1/chat/completions', wire: 'openai-chat', streamed: false, modelAsked: model, bytesIn: 1 },
    ...{ ...place, ms: 1, status: 200, ended: 'whole', bytesOut: 0 },
    attempts: [{ ...place, model, outcome: 'ok', ms: 1, tokens: { input: 9 } }],
  };
}

it('calls whose names together read the same are summed apart', () => {
  const sums = new HourSums();
  for (const [key, model] of [
    ['a', 'b c'],
    ['a b', 'c'],
    ['a', 'b c'],
  ] as const) {
    sums.add(callOf(key, model));
  }
  const shown = ['key_id', 'model', 'calls', 'input_tokens'].map((name) => SUM_COLUMNS.indexOf(name));
  expect(sums.rows().map((row) => shown.map((at) => row[at]))).toEqual([
    ['a b', 'c', 1, 9],
    ['a', 'b c', 2, 18],
  ]);
});
