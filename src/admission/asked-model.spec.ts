import { askedModel } from './asked-model';
import { demandOf } from './call-demand';

describe('askedModel', () => {
  it.each<[unknown, unknown, string]>([
    [{}, { model: 'gpt-4o' }, 'gpt-4o'],
    [{ model: 'in-url' }, { model: 'in-body' }, 'in-url'],
    [{}, {}, 'default'],
    [{}, { model: null }, 'default'],
    [{}, { model: '' }, 'default'],
    [{}, { model: 7 }, 'default'],
    [undefined, undefined, 'default'],
    [{}, { model: 'm'.repeat(256) }, 'm'.repeat(256)],
    [{}, { model: 'm'.repeat(257) }, '(overlong)'],
  ])('params %j and body %j ask for %s', (params, body, model) => {
    expect(askedModel({ params, body, rawBody: undefined }, demandOf([]), 'default')).toBe(model);
  });
});
