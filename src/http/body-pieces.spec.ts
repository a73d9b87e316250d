import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { FREE_CHUNKS, LEAST_CHUNK_BYTES, watchPieces } from './body-pieces';

describe('the chunks of a body', () => {
  /** A request, and how often something was done about its chunks. */
  function watched(headers: Record<string, string>) {
    const request = new IncomingMessage(new Socket());
    request.headers = headers;
    const done = { manyAtOnce: 0, tooSmall: 0 };
    watchPieces(request, { manyAtOnce: () => done.manyAtOnce++, tooSmall: () => done.tooSmall++ });
    request.resume();
    const push = (count: number, bytes: number): void => {
      for (let chunk = 0; chunk < count; chunk++) request.push(Buffer.alloc(bytes));
    };
    return { done, push };
  }
  const chunked = { 'transfer-encoding': 'chunked' };

  it('let others have their turn, once in each turn, where there are many', async () => {
    const { done, push } = watched(chunked);
    for (let turns = 1; turns <= 3; turns++) {
      push(1_000, 100);
      expect(done).toEqual({ manyAtOnce: turns, tooSmall: 0 });
      await turn();
    }
    push(10, 100);
    expect(done.manyAtOnce).toBe(3);
  });

  it('are not taken where very many have a few bytes each', () => {
    const { done, push } = watched(chunked);
    push(FREE_CHUNKS, 1);
    expect(done.tooSmall).toBe(0);
    push(1, 1);
    expect(done.tooSmall).toBe(1);
    const fine = watched(chunked);
    fine.push(FREE_CHUNKS + 10, LEAST_CHUNK_BYTES);
    expect(fine.done.tooSmall).toBe(0);
  });

  it('are not counted where the length is known', () => {
    const { done, push } = watched({ 'content-length': '100000' });
    push(FREE_CHUNKS + 10, 1);
    expect(done).toEqual({ manyAtOnce: 0, tooSmall: 0 });
  });
});
