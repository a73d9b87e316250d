/** Where a template takes instructions in front alone, all others keep their place in what the user says, marked. */
import { anthropicMessagesWire } from '../anthropic-messages/anthropic-messages.wire';
import { PartSeal } from '../canonical/part-seal';
import type { JsonObject } from '../../json/json-object';
import { readChatRequest } from './read-request';
import { writeChatRequest } from './write-request';

const TARGET = { model: 'm', maxOutputTokens: undefined, stream: false, strict: false };
const messages = anthropicMessagesWire(new PartSeal(Buffer.alloc(32, 1)));

const system = (content: string): JsonObject => ({ role: 'system', content });
const user = (content: unknown): JsonObject => ({ role: 'user', content });
const said = (content: string): JsonObject => ({ role: 'assistant', content });
const marked = (text: string): string => `<system>\n${text}\n</system>`;

function written(given: readonly JsonObject[], instructionsFirst = true): unknown {
  const { body } = writeChatRequest(readChatRequest({ messages: given }), { ...TARGET, instructionsFirst });
  return body['messages'];
}

it.each<[string, JsonObject[], JsonObject[]]>([
  ['two in front', [system('a'), system('b'), user('c')], [system('a\n\nb'), user('c')]],
  [
    'one behind the user',
    [system('a'), user('b'), system('c'), said('d'), user('e')],
    [system('a'), user(`b\n\n${marked('c')}`), said('d'), user('e')],
  ],
  [
    'one behind an answer',
    [user('a'), said('b'), system('c'), user('d')],
    [user('a'), said('b'), user(`${marked('c')}\n\nd`)],
  ],
  ['one at the end', [user('a'), said('b'), system('c')], [user('a'), said('b'), user(marked('c'))]],
  ['none but in front', [system('a'), user('b')], [system('a'), user('b')]],
])('%s', (_what, given, expected) => {
  expect(written(given)).toEqual(expected);
  expect(written(given, false)).toEqual(given);
});

it('results of tools stay behind their calls', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const answer = { role: 'assistant', content: null, tool_calls: [call] };
  const result = { role: 'tool', tool_call_id: 'c1', content: 'x' };
  expect(written([user('a'), answer, result, system('b'), user('c')])).toEqual([
    user('a'),
    answer,
    result,
    user(`${marked('b')}\n\nc`),
  ]);
});

it('Claude Code’s instruction amid the conversation is the user’s', () => {
  const request = messages.readRequest({
    max_tokens: 9,
    system: [{ type: 'text', text: 'a' }],
    messages: [user([{ type: 'text', text: 'b' }]), system('c')],
  });
  expect(writeChatRequest(request, { ...TARGET, instructionsFirst: true }).body).toMatchObject({
    messages: [system('a'), user(`b\n\n${marked('c')}`)],
  });
});
