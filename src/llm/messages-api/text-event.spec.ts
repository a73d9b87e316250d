import fc from 'fast-check';
import { textEvent } from './text-event';

const event = (text: string, index = 0): string =>
  JSON.stringify({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } });

describe('textEvent', () => {
  it('reads a piece of text as the parser does, also one that is padded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(99), (text, index) => {
        expect(textEvent(event(text, index))).toEqual({ index, text });
        expect(textEvent(`${event(text, index).slice(0, -1)}   }`)).toEqual({ index, text });
      }),
    );
  });

  it.each([
    event('x').replace('text_delta', 'thinking_delta'),
    event('x').replace('"x"', '"x","citations":[]'),
    event('x').replace('"x"', '"\\x"'),
    event('x').slice(0, -1),
    event('x').replace('"index":0', '"index":-1'),
    event('x'.repeat(100_000)),
    '',
  ])('leaves every other event to the parser: %j', (data) => {
    expect(textEvent(data)).toBeUndefined();
  });
});
