import fc from 'fast-check';
import { outlineOf, viewLargeBody } from './large-body';

const long = 'word '.repeat(2_000);

describe('viewLargeBody', () => {
  it('reads like the parsed body, field by field', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constant(long),
      fc.constant([long, { role: 'user', content: long }]),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 12 }), value, { maxKeys: 6 }), (object) => {
        const text = JSON.stringify(object);
        const body = viewLargeBody(Buffer.from(text), JSON.parse(text) as object);
        expect(Object.entries(body)).toEqual(Object.entries(JSON.parse(text) as object));
      }),
    );
  });

  it('outlines the roles of messages without keeping them', () => {
    const messages = [
      { role: 'system', content: long },
      { content: long, role: 'nobody' },
      7,
      { content: { role: 'inner' } },
    ];
    const raw = Buffer.from(JSON.stringify({ model: 'm', messages }));
    const body = viewLargeBody(raw, { model: 'm', messages });
    expect(outlineOf(body, 'messages')).toEqual([
      { role: 'system' },
      { role: 'nobody' },
      7,
      { role: undefined },
    ]);
    expect(Object.getOwnPropertyDescriptor(body, 'messages')?.get).toBeDefined();
    expect(outlineOf(body, 'model')).toBe('m');
  });

  it('is the parsed body itself where that has more fields than any call', () => {
    const parsed = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`field${index}`, [long]]));
    expect(viewLargeBody(Buffer.from(JSON.stringify(parsed)), parsed)).toBe(parsed);
    expect(outlineOf(parsed, 'field7')).toEqual([long]);
  });

  it('keeps __proto__ a field and pollutes nothing', () => {
    const text = `{"__proto__":{"polluted":true},"text":"${long}"}`;
    const body = viewLargeBody(Buffer.from(text), JSON.parse(text) as object);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.hasOwn(body, '__proto__')).toBe(true);
    expect('polluted' in body).toBe(false);
  });
});
