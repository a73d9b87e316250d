import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { processBytes } from '../src/memory/byte-budget';
import { postChat, streamChat } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway, InProcessOptions } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { elapse, until } from './support/observation/until';

const MIB = 1024 * 1024;
const BODY = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(1.5 * MIB) }] });

describe('bytes in flight', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let callers: Socket[];

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    callers = [];
  });
  afterEach(async () => {
    for (const caller of callers) caller.destroy();
    await gateway.close();
    await upstream.close();
    await leaks.released();
    expect([processBytes.heldBytes, processBytes.waiting]).toEqual([0, 0]);
  });

  async function start(
    settings: Record<string, string | number>,
    connectionLimits: InProcessOptions['connectionLimits'] = {},
  ): Promise<void> {
    gateway = await startGateway({
      upstream,
      settings: { BODY_MEMORY_MIB: 4, ...settings },
      connectionLimits,
    });
  }

  /** Sends a head and the beginning of a body; answers with what came back when the answer's head is there. */
  function begin(framing = `content-length: ${BODY.length}`): Socket {
    const caller = connect({ port: gateway.port, host: '127.0.0.1' });
    caller.on('error', () => undefined);
    callers.push(caller);
    caller.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.key}\r\n` +
        `content-type: application/json\r\n${framing}\r\n\r\n`,
    );
    return caller;
  }
  const answerTo = async (caller: Socket): Promise<string> => String((await once(caller, 'data'))[0]);

  it('of bodies stay within their memory: who comes later waits unread, and is served when there is room', async () => {
    await start({ KEY_RPS: 0 });
    const [first, second] = [begin(), begin()];
    await until(() => processBytes.heldBytes === 2 * BODY.length, { what: 'two bodies to be let in' });
    const [third, fourth] = [begin(), begin()];
    await until(() => processBytes.waiting === 2, { what: 'two bodies to wait' });
    third.write(BODY);
    fourth.write(BODY);
    expect((await postChat(gateway)).status).toBe(200);
    expect(processBytes.heldBytes).toBe(2 * BODY.length);
    // One is served, one leaves.
    const answers = Promise.all([first, third, fourth].map(answerTo));
    first.write(BODY);
    second.destroy();
    for (const answer of await answers) expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('of large bodies that hardly come are given up for those that wait, and for nobody else', async () => {
    await start({ KEY_RPS: 0 }, { slowAfterMs: 200 });
    const holding = [begin(), begin()];
    const small = begin(`content-length: ${20 * 1024}`);
    await until(() => processBytes.heldBytes === 2 * BODY.length + 20 * 1024, {
      what: 'bodies to be let in',
    });
    // The first bytes of each come, and then one now and then: no standstill.
    let drops = 0;
    const drip = setInterval(() => {
      drops++;
      for (const caller of [...holding, small]) caller.write(' ');
    }, 20);
    const given = Promise.race(holding.map(answerTo));
    await elapse(1_000);
    expect(processBytes.heldBytes).toBe(2 * BODY.length + 20 * 1024);
    expect((await postChat(gateway, BODY)).status).toBe(200);
    const answer = await given;
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"REQUEST_TIMEOUT"');
    expect(small.readyState).toBe('open');
    small.write(' '.repeat(20 * 1024 - drops));
    expect(await answerTo(small)).toMatch(/^HTTP\/1.1 400 /);
  });

  it('of a body in chunks are counted as they come', async () => {
    await start({ KEY_RPS: 0 });
    const caller = begin('transfer-encoding: chunked');
    const piece = `${(64 * 1024).toString(16)}\r\n${' '.repeat(64 * 1024)}\r\n`;
    caller.write(piece.repeat(20));
    await until(() => processBytes.heldBytes === 2 * MIB, { what: 'its bytes to be counted' });
    caller.destroy();
    await until(() => processBytes.heldBytes === 0, { what: 'its bytes to be given back' });
  });

  it('of whole answers stay within their memory too: an answer for which there is no room is left unread', async () => {
    await start({ KEY_RPS: 0 });
    const gates = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const answer = Buffer.from(JSON.stringify(completion('y'.repeat(3 * MIB))));
    for (const { promise } of gates) {
      upstream.next(async ({ response }) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
        response.write(answer.subarray(0, MIB));
        await promise;
        response.end(answer.subarray(MIB));
      });
    }
    const first = postChat(gateway);
    await until(() => processBytes.heldBytes === answer.length, { what: 'the first answer to be let in' });
    const second = postChat(gateway);
    await until(() => processBytes.waiting === 1, { what: 'the second answer to wait' });
    for (const { resolve } of gates) resolve(undefined);
    for (const { status, text } of await Promise.all([first, second])) {
      expect([status, text.length]).toEqual([200, answer.length]);
    }
  });

  it('of a large frame whose end has not come are counted, and given back when its caller leaves', async () => {
    await start({ KEY_RPS: 0 });
    upstream.next(async ({ request, response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: {"x":"${'y'.repeat(3 * MIB)}`);
      await request.closed;
    });
    const client = streamChat(gateway);
    await until(() => processBytes.heldBytes > 2 * MIB, { what: 'the frame to be counted' });
    client.abort();
    await until(() => processBytes.heldBytes === 0, { what: 'its bytes to be given back' });
  });

  it('of a key that is over its limit are not held: it is told so by the head of its request', async () => {
    await start({ KEY_RPS: 0.001, KEY_BURST: 2, BODY_MEMORY_MIB: 1024 });
    expect((await postChat(gateway)).status).toBe(200);
    expect((await postChat(gateway)).status).toBe(200);
    await until(() => processBytes.heldBytes === 0, { what: 'the bytes of both to be given back' });
    const answers = await Promise.all(Array.from({ length: 45 }, () => answerTo(begin())));
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1.1 429 /);
      expect(answer).toContain('rate_limit_exceeded');
      expect(answer).toMatch(/\r\nretry-after: \d+\r\n/);
      expect(answer).toContain('\r\nx-ratelimit-remaining-requests: 0\r\n');
    }
    expect(processBytes.heldBytes).toBe(0);
  });

  it('of more bodies than a key has requests left are not held either, and each costs one request', async () => {
    await start({ KEY_RPS: 0.001, KEY_BURST: 2, BODY_MEMORY_MIB: 1024 });
    const [first, second] = [begin(), begin()];
    await until(() => processBytes.heldBytes === 2 * BODY.length, { what: 'two bodies to be let in' });
    expect(await answerTo(begin())).toMatch(/^HTTP\/1.1 429 /);
    second.destroy();
    first.write(BODY);
    const answer = await answerTo(first);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });
});
