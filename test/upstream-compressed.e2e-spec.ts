import { constants, createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { compressed, whole } from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk, completion, textChunks } from './support/upstream/completion-bodies';
import { serviceUnderTest } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { compressedStream, frameBytes, stream } from './support/upstream/stream-scripts';
import { untilHeldBack } from './support/network/waiting-bytes';

const MIB = 1024 * 1024;
const ENCODINGS = ['gzip', 'deflate', 'br'] as const;
const GZIP = { 'content-encoding': 'gzip' };
const FRAMES = textChunks('one two three');

/** Compresses frames one by one, so that each can be decoded as soon as it has come. */
class StepwiseGzip {
  readonly #gzip = createGzip();
  #output: Buffer[] = [];

  constructor() {
    this.#gzip.on('data', (piece: Buffer) => this.#output.push(piece));
  }

  async compress(frame: Record<string, unknown> | string): Promise<Buffer> {
    await new Promise<void>((resolve) => {
      this.#gzip.write(frameBytes(frame));
      this.#gzip.flush(constants.Z_SYNC_FLUSH, () => resolve());
    });
    const bytes = Buffer.concat(this.#output);
    this.#output = [];
    return bytes;
  }

  close(): void {
    this.#gzip.destroy();
  }
}

describe('an upstream that compresses although identity was asked for', () => {
  const service = serviceUnderTest({ RETRIES: 0, WRITE_STALL_TIMEOUT: 20 });

  describe.each(ENCODINGS)('with %s', (encoding) => {
    it('has its whole answer decoded', async () => {
      const body = completion('Hello');
      service.upstream.next(compressed(encoding, body));
      const answer = await postChat(service.gateway);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(JSON.stringify(body));
      expect(answer.headers).not.toHaveProperty('content-encoding');
      expect(service.upstream.chats[0]!.headers['accept-encoding']).toBe('identity');
    });

    it('has its stream decoded', async () => {
      service.upstream.next(compressedStream(encoding, FRAMES));
      const client = streamChat(service.gateway);
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.events).toEqual(FRAMES);
      expect(client.done).toBe(true);
      expect((await client.opened).headers).not.toHaveProperty('content-encoding');
    });

    it('has its errors decoded', async () => {
      service.upstream.next(compressed(encoding, { error: { message: 'bad tools' } }, { status: 400 }));
      expect((await postChat(service.gateway)).error).toMatchObject({ message: 'bad tools' });
    });
  });

  it('with zstd has its answer decoded', async () => {
    const body = JSON.stringify(completion('Hello'));
    const head = { contentType: 'application/json', headers: { 'content-encoding': 'zstd' } };
    service.upstream.next(whole(zstdCompressSync(body), head));
    expect((await postChat(service.gateway)).text).toBe(body);
  });

  it.each(['compress', 'gzip, br', 'x'])('with "%s" is a 502', async (encoding) => {
    const headers = { 'content-encoding': encoding };
    service.upstream.next(whole('????', { headers }), stream(FRAMES, { headers }));
    expect((await postChat(service.gateway)).status).toBe(502);
    expect((await postChat(service.gateway, { ...HELLO, stream: true })).status).toBe(502);
  });

  it('has each token delivered as it comes', async () => {
    const gzip = new StepwiseGzip();
    const handle = new StreamHandle({ headers: GZIP });
    service.upstream.next(handle.script);
    const client = streamChat(service.gateway);
    await handle.opened;
    for (const [index, word] of ['one', ' two', ' three'].entries()) {
      await handle.send(await gzip.compress(chunk({ content: word })));
      await client.untilFrame(index + 1);
    }
    await handle.send(await gzip.compress('data: [DONE]\n\n'));
    expect(await client.ended).toMatchObject({ complete: true });
    expect(streamedText(client)).toBe('one two three');
    await handle.end();
    gzip.close();
  });

  it.each([
    ['is no gzip', Buffer.from('not compressed')],
    ['ends early', gzipSync(JSON.stringify(completion('Hello'))).subarray(0, 60)],
  ])('and whose answer %s is a 502', async (_what, body) => {
    service.upstream.next(whole(body, { headers: GZIP, contentType: 'application/json' }));
    const answer = await postChat(service.gateway);
    expect(answer.status).toBe(502);
    expect(answer.error['message']).toBe('The upstream sent an answer that could not be decompressed.');
  });

  it.each([
    ['breaks', async (handle: StreamHandle) => handle.send(Buffer.from('no gzip any more'))],
    ['ends early', async (handle: StreamHandle) => handle.end()],
  ])('and whose stream %s after a token is an error event', async (_what, spoil) => {
    const gzip = new StepwiseGzip();
    const handle = new StreamHandle({ headers: GZIP });
    service.upstream.next(handle.script);
    const client = streamChat(service.gateway);
    await handle.opened;
    await handle.send(await gzip.compress(chunk({ content: 'one' })));
    await client.untilFrame(1);
    await spoil(handle);
    expect((await client.ended).complete).toBe(false);
    expect(client.text).not.toContain('[DONE]');
    expect(client.events.at(-1)).toHaveProperty('error');
    gzip.close();
  });

  it('and sends a bomb as a whole answer is a 502', async () => {
    const bomb = gzipSync(Buffer.alloc(96 * MIB, ' '));
    expect(bomb.length).toBeLessThan(MIB);
    service.upstream.next(whole(bomb, { headers: GZIP, contentType: 'application/json' }));
    const answer = await postChat(service.gateway);
    expect(answer.status).toBe(502);
    expect(answer.error['message']).toContain('size limit');
  });

  it('and sends a bomb as a stream fills no memory while its reader is slow', async () => {
    const frame = String(frameBytes(chunk({ content: 'x'.repeat(4000) })));
    const bytes = Buffer.from(frame.repeat((64 * MIB) / frame.length));
    service.upstream.next(whole(gzipSync(bytes), { headers: GZIP, contentType: 'text/event-stream' }));
    const before = process.memoryUsage().rss;
    const client = streamChat(service.gateway, HELLO, { paused: true });
    expect(await untilHeldBack(service.gateway)).toBeLessThan(MIB / 4);
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * MIB);
    client.resumeReading();
    const end = await client.ended;
    expect(end.complete).toBe(false);
    expect(client.text.length).toBeGreaterThan(60 * MIB);
  });
});
