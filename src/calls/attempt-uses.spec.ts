import type { CallRecord } from './call-record';
import { usesOf } from './attempt-uses';

it.each([
  ['deepseek', '2026-12-05T07:00:00Z', '{}', 'off-peak'],
  ['deepseek', '2026-12-07T07:00:00Z', '{}', undefined],
  ['openai', '2026-12-05T07:00:00Z', '{}', undefined],
  ['deepseek', '2026-12-07T07:00:00Z', '{"service_tier":"off-peak"}', undefined],
])('what %s used at %s for %s is in the tier %s', (provider, time, body, tier) => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(time));
  const deployment = {
    ...{ id: 'Main/m', remoteModel: 'm', connection: { name: 'Main', provider } },
    adapter: { upstream: 'Main' },
  };
  const used = { promptTokens: 1, completionTokens: 1, estimated: false };
  const call = {
    request: { body: JSON.parse(body) as unknown, model: 'm' },
    attempts: [{ isMade: true, deployment, outcome: 'ok', ms: 1, used }],
  } as unknown as CallRecord;
  expect(usesOf(call).map((use) => use.tier)).toEqual([tier]);
  clock.mockRestore();
});
