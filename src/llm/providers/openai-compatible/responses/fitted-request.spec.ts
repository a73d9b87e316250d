/** What a generation of OpenAI's models refuses does not reach its Responses API either. */
import type { JsonObject } from '../../../../json/json-object';
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

const said = (content: string): JsonObject => ({ type: 'message', role: 'assistant', content });
const called = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
const answered = { type: 'function_call_output', call_id: 'c', output: 'x' };
const user = { type: 'message', role: 'user', content: 'Hi' };
const reasoning = { type: 'reasoning', id: 'rs_1', encrypted_content: 'x', summary: [] };

it.each([
  ...['gpt-5.3-codex', 'gpt-5.4', 'gpt-5.4-2026-03-05', 'openai/gpt-5.6-sol', 'gpt-6.1-terra', 'gpt-10'].map(
    (model) => [model, true] as const,
  ),
  ...['gpt-4.1', 'gpt-5', 'gpt-5.2-codex', 'gpt-5.3', 'gpt-5.4-chat-latest', 'o3'].map(
    (model) => [model, false] as const,
  ),
])('%s is told which messages were commentary and which the answer: %p', (model, isTold) => {
  const found = [said('Found.'), reasoning, said('Done.'), user];
  const input = [user, reasoning, said('I look.'), called, answered, ...found];
  const { body } = fitted(
    { body: { model, input }, dropped: [] },
    { rules, strict: false, model, names: {} },
  );
  const phases = (body['input'] as JsonObject[]).map(({ phase }) => phase);
  const told = { 2: 'commentary', 5: 'commentary', 7: 'final_answer' };
  expect(phases).toEqual(
    input.map((_item, at) => (isTold ? (told as Record<number, string>)[at] : undefined)),
  );
});
