import { areEmptyEvents } from './empty-events';

const event = (type: string, more: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const START = event('message_start', { message: { role: 'assistant', content: [] } });
const block = (content: object): string => event('content_block_start', { index: 0, content_block: content });

describe('events', () => {
  it.each<[what: string, frames: string, isEmpty: boolean]>([
    ['a start and a ping', START + event('ping'), true],
    ['an empty block of text', START + block({ type: 'text', text: '' }), true],
    ['an empty block of thinking', block({ type: 'thinking', thinking: '', signature: '' }), true],
    ['a call', START + block({ type: 'tool_use', id: 't', name: 'f', input: {} }), false],
    ['thinking that nobody may read', block({ type: 'redacted_thinking', data: 'x' }), false],
    ['a token', event('content_block_delta', { delta: { type: 'text_delta', text: 'a' } }), false],
    ['the end of an empty message', START + event('message_stop'), false],
    ['more than such events have', event('ping', { padding: 'a'.repeat(5_000) }), false],
  ])('of %s', (_what, frames, isEmpty) => {
    expect(areEmptyEvents(Buffer.from(frames))).toBe(isEmpty);
  });
});
