import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from './support/upstream/answer-scripts';
import { HELLO, streamChat } from './support/callers/chat-request';
import { chunk, completion } from './support/upstream/completion-bodies';
import { flood, LAST_FRAME } from './support/upstream/flood-scripts';
import type { InProcessGateway } from './support/service/gateway';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import type { SseClient } from './support/callers/sse-client';
import { frameBytes, stream, streamBytes } from './support/upstream/stream-scripts';
import { until } from './support/observation/until';
import { untilHeldBack, waitingBytes } from './support/network/waiting-bytes';

const KIB = 1024;
const MIB = 1024 * KIB;
/** What may wait in the service for one caller, besides the frame that was being read. */
const BOUND = 64 * KIB;
/** A frame's fields around its content. */
const ENVELOPE = 300;
/** What the operating system's buffers on both connections may take, in all. */
const IN_SOCKETS = 24 * MIB;

/** Sends a call as it goes over the wire. */
function sendCall({ port, key }: InProcessGateway, body: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n' +
      `authorization: Bearer ${key}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

/** Calls and reads the answer in pieces of 64 KiB at most, with a pause after each. @returns what came, as it came */
async function readInSips(gateway: InProcessGateway, body: string, pauseMs: number): Promise<string> {
  const socket = sendCall(gateway, body);
  let text = '';
  while (!socket.readableEnded && !socket.destroyed) {
    const piece: unknown = socket.read();
    if (Buffer.isBuffer(piece)) text += piece.toString('latin1');
    await sleep(pauseMs);
  }
  socket.destroy();
  return text;
}

describe('a slow reader', () => {
  describe('that stops for a while', () => {
    const service = serviceUnderTest({ WRITE_STALL_TIMEOUT: 60, IDLE_TIMEOUT: 2, KEY_RPS: 0 });

    function open(): SseClient {
      return streamChat(service.gateway, undefined, { paused: true });
    }

    it.each([200, 4 * KIB, 40 * KIB])(
      'makes no more than 64 KiB wait (frames of %i bytes)',
      async (frameSize) => {
        const all = flood(96 * MIB, { frameSize });
        service.upstream.next(all.script);
        const client = open();
        expect(await untilHeldBack(service.gateway)).toBeLessThan(BOUND + frameSize + ENVELOPE);
        expect(await all.paused()).toBeLessThan(IN_SOCKETS);
        client.abort();
        expect(await all.finished).toBe(false);
      },
    );

    it('gets every byte once it reads again, and the upstream was not blamed for the pause', async () => {
      const all = flood(48 * MIB);
      service.upstream.next(all.script);
      const client = open();
      await untilHeldBack(service.gateway, { quietMs: 1_200 });
      const taken = await all.paused({ quietMs: 1_200 });
      client.resumeReading();
      expect(await client.ended).toMatchObject({ complete: true });
      expect(all.accepted).toBeGreaterThan(taken);
      const expected = createHash('sha256');
      for (let number = 0; number < all.frames - 1; number++) {
        const content = `${number}:${'x'.repeat(4096)}`;
        // What begins without a role is given one, as OpenAI's standard has it.
        expected.update(frameBytes(chunk(number === 0 ? { role: 'assistant', content } : { content })));
      }
      expected.update(LAST_FRAME);
      expected.update('data: [DONE]\n\n');
      const received = createHash('sha256');
      for (const { bytes } of client.chunks) received.update(bytes);
      expect(received.digest('hex')).toBe(expected.digest('hex'));
      expect(await all.finished).toBe(true);
    });

    it('may let one frame wait that is larger', async () => {
      const content = 'x'.repeat(12 * MIB);
      service.upstream.next(
        stream([chunk({ content }), chunk({ content: 'end' }), chunk({}, { finishReason: 'stop' })]),
      );
      const client = open();
      const waiting = await untilHeldBack(service.gateway);
      expect(waiting).toBeGreaterThan(BOUND);
      expect(waiting).toBeLessThan(content.length + 2 * BOUND);
      client.resumeReading();
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.done).toBe(true);
    });

    it('reads and stops, again and again, without loss', async () => {
      const all = flood(24 * MIB);
      service.upstream.next(all.script);
      const client = open();
      for (let round = 0; round < 3; round++) {
        await untilHeldBack(service.gateway, { quietMs: 50 });
        client.resumeReading();
        const seen = client.frames.length;
        await client.untilFrame(seen + 500);
        client.pauseReading();
      }
      client.resumeReading();
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.frames).toHaveLength(all.frames + 1);
    });
  });

  describe('among others, who stop at other times', () => {
    // With long limits: on a busy machine a caller has to wait for the others.
    const service = serviceUnderTest({ WRITE_STALL_TIMEOUT: 60, IDLE_TIMEOUT: 60, KEY_RPS: 0 });

    it('gets nothing of what is meant for another', async () => {
      const CALLERS = 6;
      const CONTENT = 4000;
      const FRAMES = 3000;
      service.upstream.onChat(({ fields }) => {
        const content = String(fields['user']).repeat(CONTENT);
        return stream([
          ...Array.from({ length: FRAMES }, () => chunk({ content })),
          chunk({}, { finishReason: 'stop' }),
        ]);
      });
      const clients = Array.from({ length: CALLERS }, (_, index) =>
        streamChat(
          service.gateway,
          { ...HELLO, user: String.fromCharCode(97 + index) },
          { paused: index % 3 > 0 },
        ),
      );
      await Promise.all(clients.filter((_, index) => index % 3 === 0).map(({ ended }) => ended));
      for (const client of clients.filter((_, index) => index % 3 === 1)) client.resumeReading();
      await untilHeldBack(service.gateway, { quietMs: 100 });
      for (const client of clients) if (!client.end) client.resumeReading();
      for (const [index, client] of clients.entries()) {
        expect(await client.ended).toMatchObject({ complete: true });
        expect(streamedText(client)).toBe(String.fromCharCode(97 + index).repeat(CONTENT * FRAMES));
      }
    });
  });

  describe('that does not read at all', () => {
    /** Long beside the pauses that a busy machine makes by itself. */
    const STALL_S = 2;
    const service = serviceUnderTest({
      WRITE_STALL_TIMEOUT: STALL_S,
      IDLE_TIMEOUT: 1.5,
      RETRIES: 0,
      KEY_RPS: 0,
    });

    it('is cut after the write-stall limit, and the upstream with it', async () => {
      const all = flood(96 * MIB);
      service.upstream.next(all.script);
      const { id, headers } = withRequestId();
      const client = streamChat(service.gateway, undefined, { paused: true, headers });
      expect(await all.finished).toBe(false);
      expect((await service.upstream.untilChat(1)).connection.closedBy).toBe('proxy');
      expect(await service.callLine(id)).toMatchObject({
        ended: 'caller_stalled',
        status: 200,
        level: 'info',
      });
      await until(() => waitingBytes(service.gateway) === 0, { what: 'what was waiting to be dropped' });
      client.resumeReading();
      expect((await client.ended).complete).toBe(false);
      expect(client.text).not.toContain('[DONE]');
    });

    it('is cut as well where all that is left to write is the last of the answer', async () => {
      const content = 'x'.repeat(15 * MIB);
      const frames = [chunk({ content }), chunk({}, { finishReason: 'stop' })].map(frameBytes);
      service.upstream.next(streamBytes(`${frames.join('')}data: [DONE]\n\n`));
      const { id, headers } = withRequestId();
      const client = streamChat(service.gateway, undefined, { paused: true, headers });
      await client.opened;
      await until(() => service.gateway.connections.size === 0, { what: 'the connection to be closed' });
      expect(await service.callLine(id)).toMatchObject({ ended: 'whole' });
      client.resumeReading();
      expect((await client.ended).complete).toBe(false);
    });

    it('is cut as well in the middle of a whole answer', async () => {
      service.upstream.next(json(completion('x'.repeat(40 * MIB))));
      const client = streamChat(service.gateway, { ...HELLO, stream: false }, { paused: true });
      expect((await client.opened).status).toBe(200);
      await until(() => service.gateway.connections.size === 0, { what: 'the connection to be closed' });
      client.resumeReading();
      expect((await client.ended).complete).toBe(false);
    });

    it.each([true, false])(
      'is cut as well when it keeps on sending something (stream: %s)',
      async (streamed) => {
        const content = 'x'.repeat(40 * MIB);
        service.upstream.next(streamed ? flood(96 * MIB).script : json(completion(content)));
        const socket = sendCall(service.gateway, JSON.stringify({ ...HELLO, stream: streamed })).pause();
        // White space between two requests is nothing that a server may object to (RFC 9112 §2.2).
        const drip = setInterval(() => socket.write('\r\n'), 50);
        socket.on('error', () => undefined);
        await until(() => service.gateway.connections.size === 1, { what: 'the connection' });
        await until(() => service.gateway.connections.size === 0, { what: 'the connection to be closed' });
        clearInterval(drip);
        socket.destroy();
      },
    );

    it('is not one that reads a large frame slowly', async () => {
      const content = 'x'.repeat(15 * MIB);
      service.upstream.next(stream([chunk({ content }), chunk({}, { finishReason: 'stop' })]));
      const startedAt = performance.now();
      const text = await readInSips(service.gateway, JSON.stringify({ ...HELLO, stream: true }), 25);
      expect(performance.now() - startedAt).toBeGreaterThan(2 * STALL_S * 1000);
      expect(text.length).toBeGreaterThan(content.length);
      expect(text).toMatch(/data: \[DONE\]\n\n\r\n0\r\n\r\n$/);
    });
  });
});
