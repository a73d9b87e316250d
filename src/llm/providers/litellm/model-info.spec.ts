import fc from 'fast-check';
import type { JsonObject } from '../../../json/json-object';
import { listLiteLlmModels, readModelInfo } from './model-info';

const INFO = {
  data: [
    {
      model_name: 'gpt-4.1-mini',
      model_info: { litellm_provider: 'openai', max_input_tokens: 128_000, max_tokens: 32_768 },
    },
    {
      model_name: 'claude',
      model_info: { litellm_provider: 'anthropic', max_input_tokens: null, max_tokens: 200_000 },
    },
    { model_name: 'local', model_info: {} },
  ],
};

describe('readModelInfo', () => {
  it('reads provider and context window', () => {
    expect(readModelInfo(INFO, 'litellm')).toEqual([
      { id: 'gpt-4.1-mini', provider: 'openai', contextLength: 128_000 },
      { id: 'claude', provider: 'anthropic', contextLength: 200_000 },
      { id: 'local', provider: 'litellm', contextLength: undefined },
    ]);
  });

  it('takes the smallest window of several deployments with one name', () => {
    const windows = [128_000, undefined, 8_000, 32_000];
    const data = windows.map((window) => ({ model_name: 'm', model_info: { max_input_tokens: window } }));
    expect(readModelInfo({ data }, 'litellm')).toEqual([
      { id: 'm', provider: 'litellm', contextLength: 8_000 },
    ]);
  });

  it.each([
    {},
    { data: null },
    { data: {} },
    { data: [null, 1, 'x', [], {}, { model_name: 5 }, { model_name: '' }] },
  ])('finds nothing in %j', (info) => {
    expect(readModelInfo(info, 'litellm')).toEqual([]);
  });

  it.each([0, -1, 1.5, '8192', Infinity])('does not believe a window of %p', (window) => {
    const data = [{ model_name: 'm', model_info: { max_input_tokens: window } }];
    expect(readModelInfo({ data }, 'litellm')[0]!.contextLength).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('data', 'x'), fc.jsonValue()),
        (info) => void readModelInfo(info, 'l'),
      ),
    );
  });
});

describe('listLiteLlmModels', () => {
  const LIST = { data: [{ id: 'a', owned_by: 'openai' }, { id: 'b' }] };
  const FROM_LIST = [
    { id: 'a', provider: 'openai', contextLength: undefined },
    { id: 'b', provider: 'litellm', contextLength: undefined },
  ];

  const getter = (routes: Readonly<Record<string, JsonObject>>) => (path: string) =>
    routes[path] === undefined ? Promise.reject(new Error(`no ${path}`)) : Promise.resolve(routes[path]);

  it('asks for the details first', async () => {
    expect(await listLiteLlmModels(getter({ '/model/info': INFO }), 'litellm')).toHaveLength(3);
  });

  it.each([{}, { '/model/info': { data: [] } }])('falls back to the plain list (%j)', async (routes) => {
    expect(await listLiteLlmModels(getter({ ...routes, '/models': LIST }), 'litellm')).toEqual(FROM_LIST);
  });

  it('fails where both fail', async () => {
    await expect(listLiteLlmModels(getter({}), 'litellm')).rejects.toThrow('no /models');
  });
});
