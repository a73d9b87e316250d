import { areEmptyChunks } from './empty-chunks';

const chunk = (delta: object, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`;

describe('chunks', () => {
  it.each<[what: string, frames: string, isEmpty: boolean]>([
    ['a role', chunk({ role: 'assistant', content: '' }), true],
    ['a role alone, and then nothing', chunk({ role: 'assistant' }) + chunk({}), true],
    ['empty fields', chunk({ content: null, tool_calls: [], reasoning_content: '', refusal: null }), true],
    ['the filters of the prompt', 'data: {"choices":[],"prompt_filter_results":[]}\n\n', true],
    ['a role and a token', chunk({ role: 'assistant', content: '' }) + chunk({ content: 'a' }), false],
    ['white space', chunk({ content: ' ' }), false],
    ['reasoning', chunk({ reasoning_content: 'a' }), false],
    ['a call', chunk({ tool_calls: [{ index: 0, id: 'x', function: { name: 'f' } }] }), false],
    ['a finish', chunk({}, { finish_reason: 'stop' }), false],
    ['usage', 'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n', false],
    ['a field that nobody knows', chunk({ role: 'assistant', thing: { a: 1 } }), false],
    ['more than such chunks have', chunk({ role: 'a'.repeat(5_000) }), false],
  ])('of %s', (_what, frames, isEmpty) => {
    expect(areEmptyChunks(Buffer.from(frames))).toBe(isEmpty);
  });
});
