import { withBegun } from './answer-begun';

const USER = { role: 'user', content: 'Count.' };

describe('a request whose answer has begun', () => {
  const begun = (last: object, field = 'content', role = 'assistant'): unknown =>
    withBegun([USER, last], { role, [field]: 'two' }, field, 'two').slice(1);

  it.each([
    ['a text', { role: 'assistant', content: 'one ' }, { role: 'assistant', content: 'one two' }],
    [
      'the last of several parts',
      { role: 'assistant', content: [{ type: 'thinking' }, { type: 'text', text: 'one ' }] },
      { role: 'assistant', content: [{ type: 'thinking' }, { type: 'text', text: 'one two' }] },
    ],
  ])('goes on within its caller’s own beginning: %s', (_what, last, joined) => {
    expect(begun(last)).toEqual([joined]);
  });

  it('goes on within a part of Gemini’s', () => {
    expect(begun({ role: 'model', parts: [{ text: 'one ' }] }, 'parts', 'model')).toEqual([
      { role: 'model', parts: [{ text: 'one two' }] },
    ]);
  });

  it.each([
    ['a turn of the user', { role: 'user', content: 'More.' }],
    ['calls', { role: 'assistant', content: 'So', tool_calls: [{ id: 'a' }] }],
    ['no text', { role: 'assistant', content: null }],
    ['a part of another kind', { role: 'assistant', content: [{ type: 'tool_use', id: 'a' }] }],
  ])('has a turn of its own behind %s', (_what, last) => {
    expect(begun(last)).toEqual([last, { role: 'assistant', content: 'two' }]);
  });
});
