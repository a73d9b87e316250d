import type { ConnectionEntry } from '../memory/registry-view';
import { modelEntry } from './model-slot';

const ROW: Omit<Parameters<typeof modelEntry>[0], 'capabilities'> = {
  id: '1',
  connection_id: '2',
  name: 'gpt-5-pro',
  remote_name: 'gpt-5-pro',
  deployment: null,
  context_length: null,
  max_output_tokens: null,
  prices: null,
  limits: null,
};

const CONNECTION: ConnectionEntry = {
  id: '2',
  name: 'OpenAI',
  provider: 'openai',
  endpoint: 'https://api.openai.com/v1',
  options: {},
  enabled: true,
  source: 'database',
  revision: 1,
  credential: () => undefined,
};

it.each([
  ['["responses"]', 'responses', undefined],
  ['["responses","tools"]', 'responses', ['tools']],
  ['["tools"]', undefined, ['tools']],
  ['[]', undefined, undefined],
])('takes the API by which a model is asked for no ability: %s', (capabilities, api, abilities) => {
  const entry = modelEntry({ ...ROW, capabilities }, CONNECTION);
  expect([entry.api, entry.capabilities]).toEqual([api, abilities]);
});
