import { areEmptyEvents } from './empty-events';

const event = (type: string, more: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const START = event('response.created', { response: { output: [], instructions: 'a'.repeat(9_000) } });
const item = (type: string): string => event('response.output_item.added', { item: { type } });

describe('events', () => {
  it.each<[what: string, frames: string, isEmpty: boolean]>([
    ['a start', START + event('response.in_progress'), true],
    ['a message that is empty', START + item('message'), true],
    ['reasoning that is empty', item('reasoning'), true],
    ['a part of it that is empty', event('response.content_part.added', { part: { text: '' } }), true],
    ['a call', START + item('function_call'), false],
    ['a token', event('response.output_text.delta', { delta: 'a' }), false],
    ['the end', START + event('response.completed'), false],
    ['more than such events have', event('response.created', { a: 'a'.repeat(70_000) }), false],
  ])('of %s', (_what, frames, isEmpty) => {
    expect(areEmptyEvents(Buffer.from(frames))).toBe(isEmpty);
  });
});
