/** Gemini's SDKs may put the key into the query: it counts there, on their routes alone, and is in no log. */
import { call } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';

const KEY = 'key-in-the-query-of-a-url';
const CONTENTS = { contents: [{ parts: [{ text: 'Hi' }] }] };

describe('a key in the query', () => {
  let leaks: LeakCheck;
  let gateway: InProcessGateway;

  beforeAll(async () => {
    leaks = new LeakCheck();
    gateway = await startGateway({ settings: { INTERNAL_API_KEY: KEY, KEY_RPS: 0, ADDRESS_RPS: 0 } });
  });
  afterAll(async () => {
    await gateway.close();
    await leaks.released();
  });

  it('is taken on Gemini’s routes, and is in no log', async () => {
    const ask = (path: string, body: unknown) => call(gateway, 'POST', path, { key: null, body });
    for (const version of ['v1beta', 'v1']) {
      const path = `/${version}/models/mock:generateContent`;
      const answer = await ask(`${path}?key=${KEY}`, CONTENTS);
      expect([path, answer.status]).toEqual([path, 200]);
      await gateway.log.until(({ request_id: id }) => id === answer.headers['x-request-id']);
      expect((await ask(`${path}?key=wrong`, CONTENTS)).status).toBe(401);
      expect((await ask(`${path}?alt=json&key=${KEY}`, {})).status).toBe(400);
    }
    expect((await ask(`/v1beta/modes/mock?key=${KEY}`, CONTENTS)).status).toBe(404);
    expect(gateway.log.text).not.toContain(KEY);
  });

  it('counts nowhere else', async () => {
    const body = { model: 'mock', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] };
    for (const path of ['/v1/messages', '/v1/chat/completions'])
      expect((await call(gateway, 'POST', `${path}?key=${KEY}`, { key: null, body })).status).toBe(401);
  });
});
