/** Searches and code that Groq's systems run by themselves, as callers of other wires get them. */
import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../canonical/answer-collector';
import { ChatAnswerReader } from './answer-reader';

const FOUND = { results: [{ title: 'Go', url: 'https://go.dev', content: '…', score: 0.9 }] };
const SEARCH = { index: 0, type: 'search', arguments: '{"query":"Go"}' };
const PYTHON = { index: 1, type: 'python', arguments: '{"code":"print(1)"}', output: '1\n' };
const PAGE = { url: 'https://go.dev', title: 'Go' };

function blocksOf(...said: readonly JsonObject[]): AnswerCollector['blocks'] {
  const answer = new AnswerCollector();
  const reader = new ChatAnswerReader(answer);
  for (const [at, delta] of said.entries()) {
    const finish_reason = at === said.length - 1 ? 'stop' : null;
    reader.take({ id: '1', model: 'groq/compound', choices: [{ index: 0, delta, finish_reason }] });
  }
  reader.end();
  return answer.blocks;
}

const TOLD = [
  { kind: 'search', search: { queries: ['Go'], sources: [PAGE] } },
  { kind: 'code', ran: { language: 'python', code: 'print(1)', output: '1\n', failed: false } },
  { kind: 'text', text: 'So.', webCitations: [PAGE] },
];

it('are told in front of the text, with their pages as what it rests on', () => {
  const executed = [{ ...SEARCH, output: 'Title: Go', search_results: FOUND }, PYTHON];
  expect(blocksOf({ content: 'So.', executed_tools: executed })).toEqual(TOLD);
});

it('are told once in a stream, when it is there what came of them', () => {
  expect(
    blocksOf(
      { role: 'assistant', executed_tools: [{ ...SEARCH, search_results: { results: [] }, output: null }] },
      { executed_tools: [{ index: 0, type: 'search', output: 'Title: Go', search_results: FOUND }] },
      { executed_tools: [PYTHON] },
      { content: 'So.', executed_tools: [{ ...SEARCH, search_results: FOUND }, PYTHON] },
    ),
  ).toEqual(TOLD);
});

it.each<[string, JsonObject, object]>([
  [
    'code of GPT-OSS, which is no JSON',
    { name: 'python', type: 'function', arguments: 'print(2)', code_results: [{ text: '2' }] },
    { kind: 'code', ran: { language: 'python', code: 'print(2)', output: '2', failed: false } },
  ],
  [
    'a search of a browser',
    { name: 'browser.search', type: 'function', arguments: '{"query":"x","topn":5}', output: '…' },
    { kind: 'search', search: { queries: ['x'], sources: [] } },
  ],
  [
    'pages without the object around them',
    { type: 'web_search', arguments: '{"query":"x"}', search_results: FOUND.results },
    { kind: 'search', search: { queries: ['x'], sources: [PAGE] } },
  ],
])('are known by each form of them: %s', (_what, executed, block) => {
  expect(blocksOf({ content: 'So.', executed_tools: [executed] })[0]).toEqual(block);
});

it('that have no like elsewhere tell nothing, and one without an end is told at the end', () => {
  const opened = { index: 0, type: 'visit_website', arguments: '{"url":"https://go.dev"}', output: '…' };
  expect(blocksOf({ content: 'So.', executed_tools: [opened] })).toEqual([{ kind: 'text', text: 'So.' }]);
  expect(blocksOf({ content: 'So.', executed_tools: [SEARCH] })).toEqual([
    { kind: 'text', text: 'So.' },
    { kind: 'search', search: { queries: ['Go'], sources: [] } },
  ]);
});
