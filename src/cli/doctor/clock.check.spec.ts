import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkClock } from './clock.check';

describe('the check of the clock', () => {
  let server: Server;
  let offMs = 0;
  let url: string;

  beforeAll(async () => {
    server = createServer((_request, answer) => {
      answer.sendDate = false;
      answer.setHeader('date', new Date(Date.now() + offMs).toUTCString());
      answer.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it.each([
    [0, 'ok', 'agrees'],
    [-30_000, 'warn', '30 s ahead'],
    [600_000, 'fail', '600 s behind'],
  ])('finds a difference of %d ms: %s', async (difference, verdict, what) => {
    // The header has whole seconds.
    offMs = difference + 500;
    const finding = await checkClock([url]);
    expect(finding.verdict).toBe(verdict);
    expect(finding.what).toContain(what);
  });

  it('asks the next one where one does not answer, and says so where none does', async () => {
    offMs = 0;
    expect((await checkClock(['http://127.0.0.1:9', url])).what).toContain('agrees');
    expect(await checkClock(['http://127.0.0.1:9'])).toMatchObject({
      verdict: 'ok',
      what: expect.stringContaining('no address answers'),
    });
    expect(await checkClock([])).toMatchObject({
      verdict: 'ok',
      what: expect.stringContaining('no https address'),
    });
  });
});
