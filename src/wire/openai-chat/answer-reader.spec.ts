import { AnswerCollector } from '../canonical/answer-collector';
import { ChatAnswerReader } from './answer-reader';

const PAGES = [
  { title: 'A page', url: 'https://example.com/a', date: null },
  { title: 'Another', url: 'https://example.com/b' },
];
const ANNOTATION = { type: 'url_citation', url_citation: { url: 'https://example.com/c', title: 'C' } };

describe('pages that an upstream names beside its answer', () => {
  it.each<[string, object, object, readonly object[]]>([
    ['search_results', { search_results: PAGES }, {}, PAGES.map(({ title, url }) => ({ title, url }))],
    [
      'citations',
      { citations: ['https://example.com/a'] },
      {},
      [{ title: 'https://example.com/a', url: 'https://example.com/a' }],
    ],
    [
      'annotations of the message, which say it better',
      { search_results: PAGES },
      { annotations: [ANNOTATION] },
      [ANNOTATION.url_citation],
    ],
  ])('are what its text rests on: %s', (_field, beside, inDelta, cited) => {
    const answer = new AnswerCollector();
    const reader = new ChatAnswerReader(answer);
    const chunk = (delta: object, reason: string | null) => ({
      id: '1',
      model: 'm',
      choices: [{ index: 0, delta, finish_reason: reason }],
      ...beside,
    });
    reader.take(chunk({ content: 'So it is' }, null));
    reader.take(chunk({ content: ' [1].', ...inDelta }, 'stop'));
    reader.end();
    expect(answer.blocks).toEqual([{ kind: 'text', text: 'So it is [1].', webCitations: cited }]);
  });
});
