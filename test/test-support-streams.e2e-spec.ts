import { providerError } from './support/upstream/answer-scripts';
import { streamChat } from './support/callers/chat-request';
import { chunk, textChunks } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { endlessLine, flood } from './support/upstream/flood-scripts';
import type { Gateway } from './support/service/gateway';
import { TEST_KEY } from './support/service/gateway-environment';
import { LeakCheck } from './support/observation/leak-check';
import { LogLines } from './support/observation/log-lines';
import { streamedText } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { compressedStream, stream, streamBytes } from './support/upstream/stream-scripts';
import { ownMsUntil, until } from './support/observation/until';

const MIB = 1024 * 1024;

/** The fake upstream and the clients face each other, with no service between them: what they say must be true. */
describe('test support for streams', () => {
  let upstream: FakeUpstream;
  let server: Gateway;
  let leaks: LeakCheck;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    const { url, port } = upstream;
    server = { url, port, key: TEST_KEY, log: new LogLines(), close: () => upstream.close() };
  });

  afterEach(async () => {
    await upstream.close();
    await leaks.released();
  });

  it('streams a text with the usage chunk on request', async () => {
    const client = streamChat(server, {
      model: 'm',
      messages: [],
      stream_options: { include_usage: true },
    });
    expect((await client.ended).complete).toBe(true);
    expect(streamedText(client)).toBe('Hello from the fake upstream.');
    expect(client.done).toBe(true);
    expect(client.events.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 21 } });
  });

  it('is driven step by step', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamChat(server);
    await handle.opened;
    expect((await client.opened).status).toBe(200);
    expect(client.frames).toHaveLength(0);
    await handle.text('one');
    await client.untilFrame(1);
    expect(client.frames).toHaveLength(1);
    await handle.send(': still here\n\n', chunk({ content: ' two' }));
    await client.untilFrame(2);
    expect(client.comments).toEqual(['still here']);
    await handle.finish();
    await handle.done();
    expect(await client.ended).toMatchObject({ complete: true, error: undefined });
    expect(streamedText(client)).toBe('one two');
    expect((await handle.opened).aborted).toBe(false);
  });

  it('holds the head back when asked to', async () => {
    const handle = new StreamHandle({ holdHead: true });
    upstream.next(handle.script);
    const client = streamChat(server);
    let seen = false;
    void client.opened.then(() => (seen = true));
    await handle.opened;
    expect(seen).toBe(false);
    handle.sendHead();
    await client.opened;
    await handle.end();
    expect((await client.ended).complete).toBe(true);
    expect(client.done).toBe(false);
  });

  it.each([{}, { partial: '' }])(
    'shows a cut stream as incomplete, after all that was sent (%j)',
    async (how) => {
      const handle = new StreamHandle();
      upstream.next(handle.script);
      const client = streamChat(server);
      await handle.opened;
      await handle.text('whole');
      await handle.cut(how);
      const end = await client.ended;
      expect(end.complete).toBe(false);
      expect(streamedText(client)).toBe('whole');
      expect((await handle.opened).connection.closedBy).toBe('upstream');
    },
  );

  it('is opened by the first of several calls that is not refused', async () => {
    const handle = new StreamHandle();
    upstream.next(providerError(429), providerError(429), handle.script);
    const client = await handle.openedBy(() => streamChat(server));
    expect(upstream.chats).toHaveLength(3);
    await handle.text('one');
    await client.untilFrame(1);
    await handle.end();
    expect((await client.ended).complete).toBe(true);
  });

  it('sees the caller go in the middle of a stream', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamChat(server);
    await handle.opened;
    await handle.text('one');
    await client.untilFrame(1);
    client.abort();
    expect(await ownMsUntil(handle.stall(), { what: 'the connection to be closed' })).toBeLessThan(250);
    expect((await handle.opened).aborted).toBe(true);
    expect(await handle.text('two')).toBe(false);
    await expect(client.untilFrame(2)).rejects.toThrow('ended after 1 frames');
  });

  it('cuts bytes anywhere', async () => {
    const bytes = Buffer.from('data: {"a":"ü€😀"}\r\n\r\ndata: 2\n\n');
    const cuts = Array.from({ length: bytes.length }, (_, index) => index);
    upstream.next(streamBytes(bytes, cuts));
    const client = streamChat(server);
    await client.ended;
    expect(client.frames.map(({ data }) => data)).toEqual(['{"a":"ü€😀"}', '2']);
    expect(client.text).toBe(bytes.toString());
    expect(client.chunks.length).toBeGreaterThan(1);
  });

  it('delays frames and stops when the caller goes', async () => {
    upstream.next(stream(textChunks('a b c d'), { delayMs: 20 }));
    const client = streamChat(server);
    const first = await client.untilFrame(1);
    const second = await client.untilFrame(2);
    expect(second.at - first.at).toBeGreaterThan(10);
    client.abort();
    await upstream.untilIdle();
  });

  it.each(['gzip', 'deflate', 'br'] as const)('compresses a stream with %s', async (encoding) => {
    upstream.next(compressedStream(encoding, textChunks('a b')));
    const client = streamChat(server);
    expect((await client.opened).headers['content-encoding']).toBe(encoding);
    expect((await client.ended).complete).toBe(true);
    expect(client.frames).toHaveLength(0);
  });

  it('is held back by a client that does not read', async () => {
    const pouring = flood(256 * MIB);
    upstream.next(pouring.script);
    const client = streamChat(server, undefined, { paused: true });
    await client.opened;
    const accepted = await pouring.paused();
    expect(accepted).toBeLessThan(32 * MIB);
    expect(client.chunks).toHaveLength(0);
    client.resumeReading();
    await until(() => pouring.accepted > accepted + MIB, { what: 'the flood to go on' });
    client.pauseReading();
    await pouring.paused();
    client.abort();
    expect(await pouring.finished).toBe(false);
  });

  it('numbers the frames of a flood that is read', async () => {
    const pouring = flood(MIB);
    upstream.next(pouring.script);
    const client = streamChat(server);
    expect((await client.ended).complete).toBe(true);
    expect(await pouring.finished).toBe(true);
    expect(client.frames).toHaveLength(pouring.frames + 1);
    expect(client.frames.at(-3)?.data).toContain(`"${pouring.frames - 2}:xxx`);
  });

  it('counts how much of an endless line was taken', async () => {
    const line = endlessLine();
    upstream.next(line.script);
    const client = streamChat(server);
    await until(() => line.accepted > MIB, { what: 'a MiB of the line' });
    client.abort();
    expect(await line.finished).toBe(false);
    expect(line.accepted).toBeLessThan(64 * MIB);
    expect(client.frames).toHaveLength(0);
  });
});
