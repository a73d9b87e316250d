import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { openUpstreamPool } from '../src/upstream/upstream-pool';
import { answerText } from './support/upstream/answer-scripts';
import { HELLO } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { LeakCheck } from './support/observation/leak-check';
import { StreamHandle } from './support/upstream/stream-handle';
import { until } from './support/observation/until';

const GREATEST_AGE_MS = 200;

describe('a connection to an upstream', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let pool: Dispatcher;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    pool = openUpstreamPool({
      origin: upstream.url,
      connectTimeoutMs: 60_000,
      proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
      addresses: 'private-allowed',
      greatestAgeMs: GREATEST_AGE_MS,
    });
  });
  afterEach(async () => {
    await pool.destroy();
    await upstream.close();
    await leaks.released();
  });

  const ask = async (): Promise<string> => {
    const { body } = await request(`${upstream.url}/v1/chat/completions`, {
      dispatcher: pool,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(HELLO),
    });
    return body.text();
  };

  it('that is never idle is closed past its greatest age, and the next request opens a new one', async () => {
    const startedAt = performance.now();
    await until(
      async () => {
        await ask();
        return upstream.connections.length > 1;
      },
      { what: 'a second connection' },
    );
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(GREATEST_AGE_MS - 1);
    await until(() => upstream.connections[0]?.closedAt !== undefined, { what: 'the old one to be closed' });
  });

  it('is not closed while a request runs on it', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script).reply(answerText('other'));
    const running = ask();
    await handle.opened;
    // Requests beside it, until one of them has seen an old connection replaced.
    await until(
      async () => {
        await ask();
        return upstream.connections.length > 2;
      },
      { what: 'the other connection to be replaced' },
    );
    expect(upstream.connections[0]?.closedAt).toBeUndefined();
    await handle.text('still here');
    await handle.finish();
    await handle.done();
    expect(await running).toContain('still here');
    await until(() => upstream.connections[0]?.closedAt !== undefined, { what: 'the old one to be closed' });
  });
});
