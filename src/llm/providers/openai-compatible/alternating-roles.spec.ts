/** At Perplexity, which refuses neighbours of one role, what they say reaches the model in one message, in its place. */
import { callWith } from '../../../../test/support/providers/adapter-calls';
import { wholeRequestBody } from './request';
import { VENDORS } from './vendors';

type Fields = Record<string, unknown>;

const system = (content: unknown): Fields => ({ role: 'system', content });
const user = (content: unknown): Fields => ({ role: 'user', content });
const said = (content: unknown): Fields => ({ role: 'assistant', content });
const PICTURE = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };

function sent(messages: readonly Fields[]): unknown {
  const rules = VENDORS.find(({ name }) => name === 'perplexity')?.request;
  const body = wholeRequestBody(callWith({ model: 'sonar', messages }), { rules, strict: true });
  return (JSON.parse(body.toString()) as Fields)['messages'];
}

it.each<[string, Fields[], Fields[]]>([
  ['two turns of the user', [user('a'), user('b')], [user('a\n\nb')]],
  [
    'a text and parts',
    [system('s'), user('a'), user([{ type: 'text', text: 'b' }, PICTURE])],
    [system('s'), user([{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }, PICTURE])],
  ],
  ['two answers', [user('a'), said('b'), said('c'), user('d')], [user('a'), said('b\n\nc'), user('d')]],
  ['an answer first', [said('Hi'), user('a')], [user(expect.any(String)), said('Hi'), user('a')]],
])('%s', (_what, messages, expected) => {
  expect(sent(messages)).toEqual(expected);
});

it('an instruction amid the conversation is the user’s, marked, and those in front stay', () => {
  const [one, two, first, answer, last] = sent([
    system('s'),
    { role: 'developer', content: 't' },
    user('a'),
    said('b'),
    system('Be short.'),
    user('c'),
  ]) as Fields[];
  expect([one, two, first, answer]).toEqual([system('s'), system('t'), user('a'), said('b')]);
  expect(last?.['role']).toBe('user');
  expect(last?.['content']).toMatch(/Be short\.[^]*\n\nc$/);
});

it('messages that alternate are sent as they came', () => {
  const messages = [system('s'), system('t'), user('a'), said('b'), user('c')];
  expect(sent(messages)).toEqual(messages);
});
