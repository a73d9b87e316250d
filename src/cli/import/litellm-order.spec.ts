import type { WantedDeployment } from './litellm-plan';
import { givenOrder, inOrder } from './litellm-order';

const CONNECTION = { name: 'c', provider: 'openai', usualEndpoint: undefined, options: {} };

/** Priority and weight of each entry of one name. */
function placesOf(...entries: readonly Readonly<Record<string, unknown>>[]): string[] {
  const deployment: WantedDeployment = {
    ...{ alias: 'a', connection: CONNECTION, model: 'm', remote: 'm' },
    ...{ priority: 1, weight: 1 },
  };
  const given = entries.map((params) => ({ deployment, order: givenOrder(params, params['info']) }));
  return inOrder(given).map(({ priority, weight }) => `${priority} ${weight}`);
}

it.each([
  ['nothing said', [{}, {}], ['1 1', '1 1']],
  ['whole weights', [{ weight: 9 }, { weight: 1 }], ['1 9', '1 1']],
  ['fractions', [{ weight: 0.9 }, { weight: 0.1 }], ['1 9', '1 1']],
  ['fractions of more digits', [{ weight: 0.07 }, { weight: 0.93 }], ['1 7', '1 93']],
  ['thirds', [{ weight: 1 / 3 }, { weight: 2 / 3 }], ['1 5000', '1 10000']],
  ['large weights', [{ weight: 1_000_000 }, { weight: 10 }], ['1 10000', '1 1']],
  ['a weight of 0', [{ weight: 100 }, { weight: 0 }], ['1 100', '2 1']],
  ['a weight of one alone', [{ weight: 2 }, {}], ['1 2', '2 1']],
  ['0 alone', [{ weight: 0 }, { weight: 0 }], ['1 1', '1 1']],
  ['an order from 0 on', [{ order: 0 }, { order: 1 }], ['1 1', '2 1']],
  ['an order with gaps', [{ order: 200_000 }, { order: 5 }], ['2 1', '1 1']],
  ['an order of one alone', [{}, { order: 3 }, {}], ['2 1', '1 1', '2 1']],
  ['an order in model_info', [{ info: { order: 2 } }, { order: 1 }], ['2 1', '1 1']],
  [
    'both',
    [{ order: 1, weight: 0 }, { order: 2 }, { order: 1, weight: 0.5 }, { order: 1, weight: 1 }],
    ['2 1', '3 1', '1 5', '1 10'],
  ],
  ['what is no number', [{ order: 'first', weight: '3' }, { weight: -1 }], ['1 1', '1 1']],
])('%s', (_what, entries, places) => {
  expect(placesOf(...entries)).toEqual(places);
});
