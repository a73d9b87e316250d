import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readSettings } from '../config/read-settings';
import { RequestSlots } from './request-slots';

function slots(size: number) {
  const refused = jest.fn();
  const settings = readSettings({ LLM_PROXY__MAX_CONCURRENT_REQUESTS: String(size) });
  return { refused, slots: new RequestSlots(settings, { refused, nearlyRefused: jest.fn() }) };
}

describe('RequestSlots', () => {
  it('refuses one more than there are, until one is given back', () => {
    const { slots: two, refused } = slots(2);
    two.acquire();
    two.acquire();
    expect(() => two.acquire()).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', status: 503, retryAfterMs: 1_000 }),
    );
    expect(refused.mock.calls).toEqual([['slots']]);
    expect(two.inUse).toBe(2);
    two.release();
    two.acquire();
    expect(two.inUse).toBe(2);
  });

  describe('on a real connection', () => {
    /** Serves one connection, taking a slot for each request; `act` answers or does not. */
    async function serve(act: (response: ServerResponse) => void, requests: number) {
      const { slots: held } = slots(10);
      const admitted = { responseClosed: jest.fn() };
      const closed: Promise<unknown>[] = [];
      let arrived = (): void => undefined;
      const all = new Promise<void>((resolve) => (arrived = resolve));
      const server = createServer((request, response) => {
        request.resume();
        held.acquire();
        held.releaseWhenClosed(response, admitted);
        closed.push(once(response, 'close'));
        if (closed.length === requests) arrived();
        act(response);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(requests));
      await all;
      return { held, admitted, closed, socket, stop: () => server.close() };
    }

    it('gives the slot back when the response was sent, on a connection that stays', async () => {
      const { held, closed, socket, stop } = await serve((response) => response.end('ok'), 2);
      await Promise.all(closed);
      expect(held.inUse).toBe(0);
      socket.destroy();
      stop();
    });

    it('gives it back when the caller goes away, also that of a pipelined request', async () => {
      const { held, admitted, closed, socket, stop } = await serve(() => undefined, 2);
      expect(held.inUse).toBe(2);
      expect(admitted.responseClosed).not.toHaveBeenCalled();
      socket.destroy();
      await Promise.all(closed);
      expect(held.inUse).toBe(0);
      expect(admitted.responseClosed).toHaveBeenCalledTimes(2);
      stop();
    });

    it('gives it back at once when the response is closed already', async () => {
      const seen: ServerResponse[] = [];
      const { held, closed, socket, stop } = await serve((response) => void seen.push(response), 1);
      socket.destroy();
      await Promise.all(closed);
      held.acquire();
      const late = { responseClosed: jest.fn() };
      seen.forEach((response) => held.releaseWhenClosed(response, late));
      expect(held.inUse).toBe(0);
      expect(late.responseClosed).toHaveBeenCalledTimes(1);
      stop();
    });
  });
});
