/** What a generation of OpenAI's models refuses does not reach its Responses API either. */
import { VENDORS } from '../vendors';
import { fitted } from './fitted-request';

const rules = VENDORS.find(({ name }) => name === 'openai')?.request;

it.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
  ['gpt-4.1', { text: { verbosity: 'low' } }, { text: {} }, ['text.verbosity']],
  ['gpt-4.1', { text: { verbosity: 'medium' } }, { text: {} }, []],
  ['gpt-4o', { reasoning: { effort: 'low' } }, {}, ['reasoning']],
  ['gpt-5.2', { text: { verbosity: 'low' } }, { text: { verbosity: 'low' } }, []],
  ['gpt-5.2', { temperature: 0.2 }, { temperature: 0.2 }, []],
  ['gpt-5.6', { temperature: 0.2 }, {}, ['temperature']],
  [
    'gpt-5.6',
    { temperature: 0.2, reasoning: { effort: 'none' } },
    { temperature: 0.2, reasoning: { effort: 'none' } },
    [],
  ],
  ['o3', { parallel_tool_calls: false }, { parallel_tool_calls: false }, []],
  ['o3', { reasoning: { effort: 'minimal' } }, { reasoning: { effort: 'low' } }, []],
  ['gpt-5-pro', { reasoning: { effort: 'low' } }, { reasoning: { effort: 'high' } }, []],
])('%s: %j becomes %j, and %j are named', (model, given, sent, names) => {
  const written = { body: { model, ...given }, dropped: [] };
  expect(fitted(written, { rules, strict: false, model, names: {} })).toEqual({
    body: { model, ...sent },
    dropped: names,
  });
  const strictly = (): unknown => fitted(written, { rules, strict: true, model, names: {} });
  if (names.length > 0) expect(strictly).toThrow(names[0]);
  else expect(strictly).not.toThrow();
});

it('names what is left out as the caller does', () => {
  const written = { body: { model: 'gpt-4o', reasoning: { effort: 'low' } }, dropped: [] };
  const names = { reasoning: 'reasoning_effort' };
  const { dropped } = fitted(written, { rules, strict: false, model: 'gpt-4o', names });
  expect(dropped).toEqual(['reasoning_effort']);
  expect(() => fitted(written, { rules, strict: true, model: 'gpt-4o', names })).toThrow('reasoning_effort');
});
