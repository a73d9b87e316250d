import { transferChunk } from './transfer-chunk';

describe('a transfer chunk', () => {
  it('is its size in hex, its bytes, and a line end after each', () => {
    expect(transferChunk(Buffer.from('hello')).toString()).toBe('5\r\nhello\r\n');
    expect(transferChunk(Buffer.alloc(70_000)).toString('latin1')).toMatch(/^11170\r\n\0+\r\n$/);
  });

  it('is never empty, which would be the end of the body', () => {
    expect(transferChunk(Buffer.alloc(0))).toHaveLength(0);
  });
});
