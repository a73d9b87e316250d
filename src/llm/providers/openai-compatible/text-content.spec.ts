import { sentTo } from '../../../../test/support/providers/sent-to-vendor';

const texts = (...list: string[]): object[] => list.map((text) => ({ type: 'text', text }));
const CALL = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
const PICTURE = { type: 'image_url', image_url: { url: 'https://pictures.example/a.png' } };
const messages = [
  { role: 'system', content: texts('Be brief.', 'Be kind.') },
  { role: 'user', content: texts('One', 'two') },
  { role: 'assistant', content: texts('Let ', 'me see.'), tool_calls: [CALL], reasoning_content: 'Hm' },
  { role: 'tool', tool_call_id: 'c', content: texts('a', 'b') },
];
const contentOf = ({ body }: ReturnType<typeof sentTo>): unknown[] =>
  (body['messages'] as { content: unknown }[]).map(({ content }) => content);

describe('content that is a list', () => {
  it.each(['deepseek', 'moonshotai', 'sambanova'])('of texts is one text at %s', (vendor) => {
    const sent = sentTo(vendor, { model: 'm', messages });
    expect(contentOf(sent)).toEqual(['Be brief.\nBe kind.', 'One\ntwo', 'Let me see.', 'a\nb']);
    expect(sent.dropped).toEqual([]);
  });

  it.each(['zai', 'openrouter'])('of texts is one text in the result of a tool at %s', (vendor) => {
    const { content: instructions } = messages[0] ?? {};
    expect(contentOf(sentTo(vendor, { model: 'm', messages }))).toEqual([
      instructions,
      texts('One', 'two'),
      texts('Let ', 'me see.'),
      'a\nb',
    ]);
  });

  it('with a picture stays a list', () => {
    const content = [...texts('What is it?'), PICTURE];
    expect(contentOf(sentTo('deepseek', { model: 'm', messages: [{ role: 'user', content }] }))).toEqual([
      content,
    ]);
  });

  it('with a cache mark stays a list where the mark is known, and is a text without it elsewhere', () => {
    const content = [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }];
    const marked = { model: 'm', messages: [...messages.slice(0, 3), { ...messages[3], content }] };
    expect(contentOf(sentTo('openrouter', marked)).at(-1)).toEqual(content);
    const sent = sentTo('deepseek', marked);
    expect([contentOf(sent).at(-1), sent.dropped]).toEqual(['a', ['cache_control']]);
    expect(() => sentTo('deepseek', marked, { strict: true })).toThrow('cache_control');
  });
});

it('an answer of calls alone has content at DeepSeek', () => {
  const called = { role: 'assistant', tool_calls: [CALL], reasoning_content: 'Hm' };
  const result = { role: 'tool', tool_call_id: 'c', content: 'a' };
  const sent = sentTo('deepseek', { model: 'm', messages: [messages[1], called, result] });
  expect(contentOf(sent)).toEqual(['One\ntwo', null, 'a']);
});
