import { after, providerError } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway } from './support/service/gateway';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import {
  JSON_LINES,
  UNIFORM_HELLO,
  streamUniform,
  uniformEvents,
  uniformLines,
} from './support/callers/uniform-stream';
import { ownMsUntil, until } from './support/observation/until';

describe('a stream of uniform events that is not whole', () => {
  let upstream: FakeUpstream;
  let gateway: Gateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({
      upstream,
      settings: { RETRIES: 0, IDLE_TIMEOUT: 1.5, REQUEST_TIMEOUT: 60 },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  beforeEach(() => upstream.reset());

  it.each([
    ['server-sent events', {}],
    ['JSON lines', JSON_LINES],
  ])('when the upstream is cut: an error event, no end, a broken connection (%s)', async (_, headers) => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamUniform(gateway, UNIFORM_HELLO, headers);
    await handle.opened;
    await handle.text('Hello');
    await until(() => client.text !== '', { what: 'the first event' });
    await handle.cut();
    expect((await client.ended).complete).toBe(false);
    const given = headers === JSON_LINES ? await uniformLines(client) : client.events;
    expect(given).toEqual([
      expect.objectContaining({ token: 'Hello' }),
      expect.objectContaining({
        error: expect.objectContaining({
          type: 'api_error',
          code: 'PROVIDER_ERROR',
          trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        }) as unknown,
      }),
    ]);
    if (headers === JSON_LINES) expect(given.at(-1)).toMatchObject({ type: 'error' });
    else expect(client.frames.at(-1)?.event).toBe('error');
  });

  it('when the upstream stalls', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamUniform(gateway);
    await handle.opened;
    await handle.text('Hello');
    await handle.stall();
    expect((await client.ended).complete).toBe(false);
    expect((await uniformEvents(client)).map(({ event }) => event)).toEqual(['token', 'error']);
    expect(client.events.at(-1)).toMatchObject({ error: { code: 'TIMEOUT', type: 'timeout_error' } });
    await gateway.log.until(({ route, ended }) => route === '/llm/stream' && ended === 'timeout');
  });

  it("with the catalogue's code, when the upstream sends an error event after content", async () => {
    const error = { message: 'slow down', type: 'requests', code: 'rate_limit_exceeded' };
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamUniform(gateway);
    await handle.opened;
    await handle.text('Hello');
    await client.untilFrame(1);
    await handle.send({ error });
    expect((await client.ended).complete).toBe(false);
    const [, last] = await uniformEvents(client);
    expect(last).toMatchObject({
      event: 'error',
      data: { error: { code: expect.stringMatching(/^[A-Z_]+$/) as string } },
    });
  });

  it.each([
    ['429', providerError(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '3' }), 429, 'RATE_LIMIT'],
    ['500', providerError(500), 502, 'PROVIDER_ERROR'],
    [
      'an error in its first event',
      stream([{ error: { message: 'no', type: 'server_error' } }]),
      502,
      'PROVIDER_ERROR',
    ],
    ['a cut before any event', stream([], { ending: 'cut' }), 502, 'PROVIDER_ERROR'],
  ])(
    'answers with a status when the upstream fails before the first event: %s',
    async (_, script, status, code) => {
      upstream.next(script);
      const client = streamUniform(gateway, UNIFORM_HELLO, JSON_LINES);
      const head = await client.opened;
      expect(head.status).toBe(status);
      expect(head.headers['x-llm-proxy-error']).toBe(code);
      expect((await client.ended).complete).toBe(true);
      expect(JSON.parse(client.text)).toMatchObject({ error: { code } });
    },
  );

  it.each(['before the first event', 'mid-stream'])(
    'hangs up on the upstream when the caller goes %s',
    async (when) => {
      const handle = new StreamHandle();
      upstream.next(when === 'mid-stream' ? handle.script : after(60_000, providerError(500)));
      const client = streamUniform(gateway);
      const request = await upstream.untilChat(1);
      if (when === 'mid-stream') {
        await handle.opened;
        await handle.text('Hello');
        await client.untilFrame(1);
      }
      client.abort();
      expect(await ownMsUntil(request.closed, { what: 'the connection to be closed' })).toBeLessThan(250);
    },
  );
});
