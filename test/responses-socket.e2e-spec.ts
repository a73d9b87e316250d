/** The Responses door over a WebSocket. */
import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import type { ResponsesServerEvent } from 'openai/resources/responses/responses';
import { processBytes } from '../src/memory/byte-budget';
import { ShutdownService } from '../src/shutdown/shutdown.service';
import { providerError } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { rawHttp } from './support/callers/raw-http';
import { addTenant, assign, registryOf } from './support/service/registry-setup';
import { SocketClient } from './support/callers/socket-client';
import type { SocketEvent } from './support/callers/socket-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { chunk, usageChunk } from './support/upstream/completion-bodies';
import { elapse, until, within } from './support/observation/until';

const HELLO = { model: 'openai', input: 'Hi' };
const ANSWER = stream([
  chunk({ content: 'Hel' }),
  chunk({ content: 'lo.' }),
  chunk({}, { finishReason: 'stop' }),
  usageChunk(),
]);

function textOf(events: readonly SocketEvent[]): string {
  return events
    .map(({ type, delta }) => (type === 'response.output_text.delta' ? String(delta) : ''))
    .join('');
}

function idOf(events: readonly SocketEvent[]): string {
  const last = events.at(-1)?.['response'] as { readonly id: string } | undefined;
  return last?.id ?? '';
}

describe('the Responses door over a WebSocket', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let client: SocketClient;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['openai'], {
      WEBSOCKET_IDLE_TIMEOUT: 3600,
    });
  });
  beforeEach(async () => {
    direct.of('openai').answer(ANSWER);
    client = await SocketClient.open(direct.caller);
  });
  afterEach(async () => {
    await client.close();
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const messages = (): unknown => (direct.of('openai').lastCall.json as { messages: unknown }).messages;

  it('answers a turn with the events of a stream, and writes one log line for it', async () => {
    const events = await client.turn(HELLO);
    expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_event, index) => index));
    expect(events.at(0)?.type).toBe('response.created');
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(textOf(events)).toBe('Hello.');
    const line = await direct.gateway.log.until((one) => one['route'] === '/v1/responses');
    expect(line).toMatchObject({ ended: 'whole', key_id: direct.caller.keyId });
  });

  it('goes on from answers of the connection that nobody stores, and of none that is another’s', async () => {
    const first = await client.turn({ ...HELLO, store: false });
    const second = { ...HELLO, input: 'More', store: false, previous_response_id: idOf(first) };
    const third = await client.turn(second);
    expect(messages()).toMatchObject([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: 'More' },
    ]);
    const other = await SocketClient.open(direct.caller);
    const [refused] = await other.turn({ ...second, previous_response_id: idOf(third) });
    expect(refused).toMatchObject({
      type: 'error',
      status: 404,
      error: { code: 'previous_response_not_found' },
    });
    // The refused turn does not close the connection.
    expect(textOf(await other.turn(HELLO))).toBe('Hello.');
    await other.close();
  });

  it('keeps what is stored beyond the connection, for the same key', async () => {
    const id = idOf(await client.turn(HELLO));
    const other = await SocketClient.open(direct.caller);
    expect(textOf(await other.turn({ ...HELLO, previous_response_id: id }))).toBe('Hello.');
    await other.close();
    const stranger = await SocketClient.open(await addTenantOf(direct));
    expect((await stranger.turn({ ...HELLO, previous_response_id: id })).at(0)).toMatchObject({
      status: 404,
    });
    await stranger.close();
  });

  it.each([
    ['generate', { generate: false }],
    ['prewarm, which comes before generate', { prompt_cache_options: { prewarm: true }, generate: true }],
  ])('warms up without asking anybody, and goes on from there: %s', async (_what, asked) => {
    const before = direct.of('openai').calls.length;
    const warm = await client.turn({ ...HELLO, instructions: 'Be short.', store: false, ...asked });
    expect(warm.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.completed',
    ]);
    expect(direct.of('openai').calls).toHaveLength(before);
    await client.turn({ model: 'openai', input: 'Now', previous_response_id: idOf(warm), store: false });
    expect(messages()).toMatchObject([
      { role: 'user', content: 'Hi' },
      { role: 'user', content: 'Now' },
    ]);
  });

  it('warms up before anything was said, and answers what it has warmed up with, as Codex asks it', async () => {
    const kept = { instructions: 'Be short.', store: false };
    const first = await client.turn({ model: 'openai', ...kept, input: [], generate: false });
    expect(first.at(-1)?.type).toBe('response.completed');
    const said = [{ role: 'user', content: 'Hi' }];
    await client.turn({ model: 'openai', ...kept, input: said, previous_response_id: idOf(first) });
    const system = { role: 'system', content: 'Be short.' };
    expect(messages()).toMatchObject([system, ...said]);
    const second = await client.turn({ model: 'openai', ...kept, input: said, generate: false });
    for (const input of [[], undefined]) {
      const asked = { model: 'openai', ...kept, input, previous_response_id: idOf(second) };
      expect(textOf(await client.turn(asked))).toBe('Hello.');
      expect(messages()).toMatchObject([system, ...said]);
    }
    for (const input of [[], ''])
      expect((await client.turn({ model: 'openai', input })).at(0)).toMatchObject({ status: 400 });
  });

  it('runs lanes at the same time, and the turns of one lane one after the other', async () => {
    const slow = new StreamHandle();
    direct.of('openai').answer(slow.script);
    const from = client.events.length;
    client.send({ type: 'response.create', ...HELLO, stream_id: 'a' });
    await slow.opened;
    direct.of('openai').answer(ANSWER);
    const asked = direct.of('openai').calls.length;
    client.send({ type: 'response.create', ...HELLO, stream_id: 'a' });
    client.send({ type: 'response.create', ...HELLO, stream_id: 'b' });
    const other = await client.ended(from, 'b');
    expect(textOf(other)).toBe('Hello.');
    expect(direct.of('openai').calls).toHaveLength(asked + 1);
    await slow.text('Slow.');
    await slow.send(chunk({}, { finishReason: 'stop' }), usageChunk());
    await slow.done();
    await slow.done();
    const first = await client.ended(from, 'a');
    expect(textOf(first.slice(0, 8))).toContain('Slow.');
    await until(() => textOf(client.events.slice(from)).includes('Slow.'), { what: 'the slow lane' });
    await until(() => direct.of('openai').calls.length === asked + 2, {
      what: 'the second turn of the lane',
    });
    await until(
      () =>
        client.events.filter(({ type, stream_id: lane }) => type === 'response.completed' && lane === 'a')
          .length === 2,
      { what: 'its end' },
    );
  });

  it('cancels a turn: the provider’s stream ends, and an event says so', async () => {
    const slow = new StreamHandle();
    direct.of('openai').answer(slow.script);
    const from = client.events.length;
    client.send({ type: 'response.create', ...HELLO });
    await slow.opened;
    await slow.text('Begun');
    await until(() => textOf(client.events.slice(from)) === 'Begun', { what: 'the first word' });
    client.send({ type: 'response.cancel' });
    const events = await client.ended(from);
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'cancelled' } });
    await slow.closed;
    const line = await direct.gateway.log.until(({ ended }) => ended === 'caller_gone');
    expect(line).toMatchObject({ route: '/v1/responses' });
  });

  it('lets a turn go on that is to be steered, and gives back what was said', async () => {
    const slow = new StreamHandle();
    direct.of('openai').answer(slow.script);
    const from = client.events.length;
    client.send({ type: 'response.create', ...HELLO, stream_id: 'a' });
    await slow.opened;
    await slow.text('Slow');
    await until(() => textOf(client.events.slice(from)) === 'Slow', { what: 'the first word' });
    const { id } = client.events[from]?.['response'] as { readonly id: string };
    client.send({ type: 'response.steer', previous_response_id: id, input: 'Faster.' });
    // Of a response that was taken nothing is to be told.
    client.send({ type: 'response.processed', response_id: id });
    await slow.send(chunk({}, { finishReason: 'stop' }), usageChunk());
    await slow.done();
    const events = await client.ended(from, 'a');
    expect(events.find(({ type }) => type === 'response.steer.failed')).toMatchObject({
      stream_id: 'a',
      steer: { previous_response_id: id, input: 'Faster.' },
      error: { code: 'steering_not_supported' },
    });
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(client.events.slice(from).map(({ type }) => type)).not.toContain('error');
  });

  it('tells what is wrong with a message, and with a turn, by events', async () => {
    const from = client.events.length;
    client.send('{');
    expect((await client.ended(from)).at(0)).toMatchObject({ type: 'error', status: 400 });
    expect((await client.turn({ model: 'openai' })).at(0)).toMatchObject({
      status: 400,
      error: { param: 'input' },
    });
    expect((await client.turn({ ...HELLO, model: 'none' })).at(0)).toMatchObject({ status: 403 });
    direct
      .of('openai')
      .answer(providerError(429, { message: 'slow down', type: 'requests' }, { 'retry-after': '7' }));
    expect((await client.turn({ ...HELLO, stream_id: 'x' })).at(0)).toMatchObject({
      stream_id: 'x',
      status: 429,
      error: { type: 'rate_limit_error' },
      headers: { 'retry-after': '7' },
    });
    const cut = new StreamHandle();
    direct.of('openai').answer(cut.script);
    const place = client.events.length;
    client.send({ type: 'response.create', ...HELLO });
    await cut.opened;
    await cut.text('Begun');
    await until(() => textOf(client.events.slice(place)) === 'Begun', { what: 'the first word' });
    await cut.cut();
    expect((await client.ended(place)).at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed' },
    });
    direct.of('openai').answer(ANSWER);
    expect(textOf(await client.turn(HELLO))).toBe('Hello.');
  });

  it('gives what is wrong with a message that is no turn a trace, under which the log has it', async () => {
    for (const message of ['{', { type: 'response.cancel' }, { type: 'session.update' }]) {
      const from = client.events.length;
      client.send(message);
      const [event] = await client.ended(from);
      const { trace_id: traceId } = event?.['error'] as { readonly trace_id: string };
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      const line = await direct.gateway.log.until((one) => one['trace_id'] === traceId);
      expect(line).toMatchObject({ msg: 'refused', route: '/v1/responses', status: event?.['status'] });
      expect(line).toMatchObject({ key_id: direct.caller.keyId });
    }
  });

  it('counts each turn with the limits of its key', async () => {
    const limited = await addTenant(direct.gateway, 'limited');
    await assign(direct.gateway, limited, 'openai/chat', { alias: 'openai', tps: 0.001, burst: 1 });
    const socket = await SocketClient.open(limited);
    expect(textOf(await socket.turn(HELLO))).toBe('Hello.');
    expect((await socket.turn(HELLO)).at(0)).toMatchObject({ type: 'error', status: 429 });
    await registryOf(direct.gateway).virtualKeys.update(limited.keyId, { enabled: false });
    expect((await socket.turn(HELLO)).at(0)).toMatchObject({ type: 'error', status: 401 });
    expect(await socket.closed()).toBe(1008);
  });

  it('refuses a handshake without a valid key, and leaves other upgrades to HTTP', async () => {
    const { url } = direct.gateway;
    const wrong: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }];
    for (const headers of wrong) {
      const refused = await SocketClient.refused(url, headers);
      expect([refused.status, refused.body]).toEqual([401, expect.stringContaining('UNAUTHORIZED')]);
    }
    const { port } = new URL(url);
    const head = ['Host: localhost', `Authorization: Bearer ${direct.caller.key}`, 'Content-Length: 0'];
    const upgrade = [
      'Connection: Upgrade, HTTP2-Settings, close',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQ',
    ];
    const plain = await rawHttp(
      Number(port),
      ['GET /v1/models HTTP/1.1', ...head, ...upgrade, '', ''].join('\r\n'),
    );
    expect(plain.status).toBe(200);
  });

  it('closes a connection that sends too large a message, or too many', async () => {
    client.send(JSON.stringify({ type: 'response.create', ...HELLO, input: 'x'.repeat(20 * 1024 * 1024) }));
    expect(await client.closed()).toBe(1009);
    const flood = await SocketClient.open(direct.caller);
    for (let count = 0; count < 500; count++) flood.send('{}');
    expect(await flood.closed()).toBe(1008);
    client = await SocketClient.open(direct.caller);
    expect(textOf(await client.turn(HELLO))).toBe('Hello.');
  });

  it('closes a connection that does nothing but prepare turns', async () => {
    const flood = await SocketClient.open(direct.caller);
    for (let count = 0; count < 300; count++) {
      flood.send({ type: 'response.create', ...HELLO, generate: false });
      if (count % 8 === 0) await flood.ended(flood.events.length);
    }
    expect(await flood.closed()).toBe(1008);
  });

  it('counts messages that are held back with the bodies in memory, and leaves those that wait unread', async () => {
    const { limitBytes } = processBytes;
    const peers = await Promise.all(Array.from({ length: 8 }, () => SocketClient.open(direct.caller)));
    processBytes.limitBytes = 4 * 1024 * 1024;
    try {
      for (const { socket } of peers) socket.send('x'.repeat(3 * 1024 * 1024), { fin: false });
      await until(() => processBytes.waiting > 0, { what: 'messages that find no room' });
      expect(processBytes.heldBytes).toBeLessThan(8 * 1024 * 1024);
      for (const { socket } of peers) socket.terminate();
      await until(() => processBytes.heldBytes === 0, { what: 'the room of peers that are gone' });
    } finally {
      processBytes.limitBytes = limitBytes;
    }
    expect(textOf(await client.turn(HELLO))).toBe('Hello.');
  });

  it('reads no further from a peer that does not read what it is told', async () => {
    const flood = await SocketClient.open(direct.caller);
    flood.socket.pause();
    const refused = { type: 'response.create', model: 'nobody', input: 'x'.repeat(8_000) };
    // A name is told back, and each of these characters as six.
    const lanes = Array.from({ length: 8 }, (_, lane) => `${lane}${'\u0001'.repeat(120)}`);
    const sent = (): number => flood.socket.bufferedAmount;
    for (let round = 0; sent() < 1024 * 1024 && round < 2_000; round++) {
      for (const stream_id of lanes) flood.send({ ...refused, stream_id });
      await elapse(1);
    }
    expect(flood.code).toBeUndefined();
    expect(sent()).toBeGreaterThan(0);
    expect(textOf(await client.turn(HELLO))).toBe('Hello.');
    // It is read on when it has read.
    flood.socket.resume();
    await until(() => sent() === 0, { what: 'all messages to be read' });
    expect(flood.events.at(-1)).toMatchObject({ type: 'error', status: 403 });
    flood.socket.terminate();
  });

  it('ends the provider’s stream when the connection goes', async () => {
    const slow = new StreamHandle();
    direct.of('openai').answer(slow.script);
    const gone = await SocketClient.open(direct.caller, '/openai/responses');
    gone.send({ type: 'response.create', ...HELLO });
    await slow.opened;
    gone.socket.terminate();
    await slow.closed;
  });

  it('works with OpenAI’s own SDK', async () => {
    const openai = new OpenAI({ apiKey: direct.caller.key, baseURL: `${direct.gateway.url}/v1` });
    const socket = new ResponsesWS(openai);
    const events: ResponsesServerEvent[] = [];
    const done = new Promise<void>((resolve, reject) => {
      socket.on('event', (event) => {
        events.push(event);
        if (event.type === 'response.completed') resolve();
      });
      socket.on('error', reject);
    });
    socket.send({ type: 'response.create', ...HELLO });
    await within(done, { what: 'the end of a turn' });
    socket.close();
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
  });
});

describe('WebSockets of the Responses door', () => {
  it('end by 1012 when the service stops, after the turn that runs', async () => {
    const direct = await ConnectedReplays.start(['openai']);
    const slow = new StreamHandle();
    direct.of('openai').answer(slow.script);
    const idle = await SocketClient.open(direct.caller);
    const busy = await SocketClient.open(direct.caller);
    busy.send({ type: 'response.create', ...HELLO });
    await slow.opened;
    await slow.text('Begun');
    const drained = direct.gateway.app.get(ShutdownService).drain();
    expect(await idle.closed()).toBe(1012);
    await slow.send(chunk({}, { finishReason: 'stop' }), usageChunk());
    await slow.done();
    await slow.done();
    const events = await busy.ended(0);
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(await busy.closed()).toBe(1012);
    await drained;
    await direct.close();
  });

  it('end where a peer does not answer their pings, and go on where it does', async () => {
    const direct = await ConnectedReplays.start(['openai'], { WEBSOCKET_PING_INTERVAL: 0.8 });
    const alive = await SocketClient.open(direct.caller);
    const dead = await SocketClient.open(direct.caller, '/v1/responses', false);
    expect(await dead.closed()).toBe(1006);
    expect(alive.code).toBeUndefined();
    await alive.close();
    await direct.close();
  });

  it('end when they are idle, or have reached their lifetime', async () => {
    // Looked after once a ping interval: no pong can be missed before.
    const times = { WEBSOCKET_PING_INTERVAL: 0.2, WEBSOCKET_IDLE_TIMEOUT: 0.1 };
    const direct = await ConnectedReplays.start(['openai'], times);
    const idle = await SocketClient.open(direct.caller);
    expect([await idle.closed(), idle.reason]).toEqual([1000, 'idle']);
    await direct.close();
    const lived = await ConnectedReplays.start(['openai'], {
      ...times,
      WEBSOCKET_IDLE_TIMEOUT: 60,
      WEBSOCKET_LIFETIME: 0.1,
    });
    const old = await SocketClient.open(lived.caller);
    expect(await old.closed()).toBe(1000);
    expect(old.events.at(-1)).toMatchObject({
      type: 'error',
      error: {
        code: 'websocket_connection_limit_reached',
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    });
    await lived.close();
  });

  it('are not there where they are switched off: 426', async () => {
    const direct = await ConnectedReplays.start([], { RESPONSES_WEBSOCKET: false });
    const headers = { authorization: `Bearer ${direct.caller.key}` };
    expect(await SocketClient.refused(direct.gateway.url, headers)).toMatchObject({ status: 426 });
    await direct.close();
  });
});

async function addTenantOf(direct: ConnectedReplays) {
  const other = await addTenant(direct.gateway, 'stranger');
  await assign(direct.gateway, other, 'openai/chat', { alias: 'openai' });
  return other;
}
