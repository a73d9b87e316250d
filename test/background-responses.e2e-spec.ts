/** `background: true` at the Responses door: an answer that goes on without its caller. */
import OpenAI from 'openai';
import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { empty } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import { describeWithRecordings, recordedChunks } from './support/providers/recordings';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { ownMsUntil, until } from './support/observation/until';

const ASKED = { model: 'gpt', input: 'Hi', background: true as const };
const KEYS = 'a=test-key-1,b=test-key-2';

function clientOf({ url, key }: { url: string; key: string }): OpenAI {
  return new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0 });
}

async function reaching(openai: OpenAI, id: string, status: string): Promise<Response> {
  const reached = await until(
    async () => {
      const response = await openai.responses.retrieve(id);
      return response.status === status ? response : undefined;
    },
    { what: `the status ${status}` },
  );
  if (reached === undefined) throw new Error('not reached');
  return reached;
}

async function eventsOf(stream: AsyncIterable<ResponseStreamEvent>): Promise<ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('a background answer', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let openai: OpenAI;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    const settings = {
      KEY_RPS: 0,
      ADDRESS_RPS: 0,
      RETRIES: 0,
      RESPONSES_BACKGROUND: 2,
      INTERNAL_API_KEY: KEYS,
    };
    gateway = await startGateway({ upstream, settings });
    openai = clientOf(gateway);
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
    await leaks.released();
  });

  const begin = async (): Promise<{ handle: StreamHandle; made: Response }> => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const made = await openai.responses.create(ASKED);
    await handle.opened;
    return { handle, made };
  };

  it('is polled, and gone on from when it is there, by its own key alone', async () => {
    const { handle, made } = await begin();
    expect(made).toMatchObject({ status: 'queued', background: true, output: [] });
    await handle.text('Hello');
    await reaching(openai, made.id, 'in_progress');
    const next = { model: 'gpt', input: 'Go on.', previous_response_id: made.id };
    await expect(openai.responses.create(next)).rejects.toMatchObject({
      status: 400,
      param: 'previous_response_id',
    });
    const stranger = clientOf({ url: gateway.url, key: 'test-key-2' });
    await expect(stranger.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.responses.cancel(made.id)).rejects.toMatchObject({ status: 404 });
    await handle.finish();
    await handle.done();
    const done = await reaching(openai, made.id, 'completed');
    expect(done).toMatchObject({ id: made.id, background: true, output: [{ content: [{ text: 'Hello' }] }] });
    await openai.responses.create(next);
    expect(upstream.requests.at(-1)?.json).toMatchObject({
      messages: [{ content: 'Hi' }, { role: 'assistant', content: 'Hello' }, { content: 'Go on.' }],
    });
    expect(upstream.requests.at(-1)?.json).not.toHaveProperty('background');
    expect(await openai.responses.cancel(made.id)).toMatchObject({ status: 'completed' });
  });

  it('goes on when the reader of its stream leaves, and is read on from where that left', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    // Their heads come before their first events.
    const beginning = openai.responses.create({ ...ASKED, stream: true });
    expect(await ownMsUntil(beginning, { what: 'its head' })).toBeLessThan(5_000);
    const leaving = await beginning;
    await handle.opened;
    await handle.text('One ');
    const first: ResponseStreamEvent[] = [];
    for await (const event of leaving) {
      first.push(event);
      if (event.type === 'response.output_text.delta') break;
    }
    const [created] = first;
    if (created?.type !== 'response.created') throw new Error('no beginning');
    const { id } = created.response;
    const after = first.at(-1)?.sequence_number ?? -1;
    const goingOn = openai.responses.retrieve(id, { stream: true, starting_after: after });
    expect(await ownMsUntil(goingOn, { what: 'its head' })).toBeLessThan(5_000);
    const rest = eventsOf(await goingOn);
    await handle.text('two.');
    await handle.finish();
    await handle.done();
    const events = [...first, ...(await rest)];
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_event, at) => at));
    const texts = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    expect(texts.join('')).toBe('One two.');
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { id, background: true } });
    const again = await eventsOf(
      await openai.responses.retrieve(id, { stream: true, starting_after: after }),
    );
    expect(again).toEqual(events.slice(after + 1));
  });

  it('tells its id before its model has said anything, so that a reader who loses it then reads on', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const leaving = await openai.responses.create({ ...ASKED, stream: true });
    await handle.opened;
    const first: ResponseStreamEvent[] = [];
    for await (const event of leaving) {
      first.push(event);
      if (event.type === 'response.queued') break;
    }
    expect(first).toMatchObject([
      { type: 'response.created', sequence_number: 0, response: { status: 'queued', background: true } },
      { type: 'response.queued', sequence_number: 1 },
    ]);
    const [created] = first;
    if (created?.type !== 'response.created') throw new Error('no beginning');
    const { id } = created.response;
    const rest = eventsOf(await openai.responses.retrieve(id, { stream: true, starting_after: 1 }));
    await handle.text('Late');
    await handle.finish();
    await handle.done();
    const events = await rest;
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_event, at) => at + 2));
    expect(events[0]).toMatchObject({ type: 'response.in_progress', response: { id } });
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { id } });
  });

  it('is cancelled, which ends its upstream’s work, once and for all', async () => {
    const { handle, made } = await begin();
    await handle.text('Hello');
    expect(await openai.responses.cancel(made.id)).toMatchObject({ id: made.id, status: 'cancelled' });
    await handle.closed;
    expect(await openai.responses.cancel(made.id)).toMatchObject({ status: 'cancelled' });
    const events = await eventsOf(await openai.responses.retrieve(made.id, { stream: true }));
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'cancelled' } });
    await openai.responses.delete(made.id);
    await expect(openai.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('is ended when it is deleted', async () => {
    const { handle, made } = await begin();
    await openai.responses.delete(made.id);
    await handle.closed;
    await expect(openai.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('that failed says why', async () => {
    upstream.next(empty(500));
    const made = await openai.responses.create(ASKED);
    const failed = await reaching(openai, made.id, 'failed');
    expect(failed.error).toMatchObject({ code: 'server_error' });
  });

  it('is refused where it is not kept, and where too many are under way', async () => {
    await expect(openai.responses.create({ ...ASKED, store: false })).rejects.toMatchObject({
      status: 400,
      param: 'background',
    });
    const running = [await begin(), await begin()];
    await expect(openai.responses.create(ASKED)).rejects.toMatchObject({ status: 503 });
    for (const { handle, made } of running) {
      await handle.finish();
      await handle.done();
      await reaching(openai, made.id, 'completed');
    }
  });
});

describeWithRecordings('a background answer of an upstream that speaks Responses', () => {
  it('has the id that its caller knows', async () => {
    const direct = await ConnectedReplays.start(['responses']);
    const openai = clientOf({ url: direct.gateway.url, key: direct.caller.key });
    const lines = recordedChunks('responses-openai/openai-custom-tool.1');
    const frames = lines.map(
      (line) => `event: ${(JSON.parse(line) as { type: string }).type}\ndata: ${line}\n\n`,
    );
    direct.of('responses').answer(stream(frames, { ending: 'end' }));
    const made = await openai.responses.create({
      ...{ ...ASKED, model: 'responses', instructions: 'Be short.' },
      background_options: { completion_window: '2h' },
    });
    const done = await reaching(openai, made.id, 'completed');
    expect(done).toMatchObject({ id: made.id, background: true });
    expect(done.output.length).toBeGreaterThan(0);
    const sent = direct.of('responses').lastCall.json;
    expect(sent).toMatchObject({ stream: true, instructions: 'Be short.' });
    expect(sent).not.toHaveProperty('background');
    // It is refused without background.
    expect(sent).not.toHaveProperty('background_options');
    await direct.close();
  });
});

describeWithPostgres('a background answer of another replica', () => {
  it('is polled, read and cancelled', async () => {
    const server = await startPostgres();
    const upstream = await FakeUpstream.start();
    const DATABASE_URL = await server.makeDatabase();
    const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');
    const start = () =>
      startGateway({
        upstream,
        settings: { DATABASE_URL, ENCRYPTION_KEY, KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 },
      });
    const gateways = [await start(), await start()];
    const [one, other] = gateways.map(clientOf);
    if (one === undefined || other === undefined) throw new Error('no replicas');
    const whole = new StreamHandle();
    upstream.next(whole.script);
    const read = await one.responses.create(ASKED);
    await whole.opened;
    expect(await other.responses.retrieve(read.id)).toMatchObject({ status: 'queued' });
    const events = eventsOf(await other.responses.retrieve(read.id, { stream: true, starting_after: 100 }));
    await whole.text('Hello');
    await whole.finish();
    await whole.done();
    expect(await events).toMatchObject([{ type: 'response.completed', sequence_number: 101 }]);
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const made = await one.responses.create(ASKED);
    await handle.opened;
    expect(await other.responses.cancel(made.id)).toMatchObject({ status: 'cancelled' });
    await handle.closed;
    expect(await reaching(one, made.id, 'cancelled')).toMatchObject({ id: made.id });
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await upstream.close();
    await server.stop();
  });
});
